import { useEffect } from 'react';
import { afterPaint } from '../ui/afterPaint';
import { useMap } from '../map/MapView';

/** What the alarm desk covers of the map, with a little air. */
const COVERED_PX = 396;
const noPadding = { top: 0, right: 0, bottom: 0, left: 0 };

/** Moves the middle of the map out from under the alarm desk while that is open, so that what is shown is seen. */
export function AlarmRoom(): null {
  const { map } = useMap();
  useEffect(() => {
    let isOpen = true;
    afterPaint(() => {
      if (isOpen) map.setPadding({ ...noPadding, left: COVERED_PX });
    });
    return () => {
      isOpen = false;
      map.setPadding(noPadding);
    };
  }, [map]);
  return null;
}
