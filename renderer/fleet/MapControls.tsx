import { useEffect, type ReactNode } from 'react';
import { useMap } from '../map/MapView';
import { mapWords } from '../map/mapWords';
import { useWords } from '../ui/words/languageStore';
import { useFleet } from './fleetStore';
import { showAll } from './FleetLayer';
import { setFollowing, useFollowing } from './followStore';
import { useSelection } from './selectionStore';

/** So far from the middle a followed vehicle may be before the map goes after it. */
const FOLLOW_FROM_PX = 40;
const FOLLOW_MS = 900;

/** Buttons over the map. Following ends as soon as the map is dragged by hand. */
export function MapControls(): ReactNode {
  const say = useWords(mapWords);
  const { map, datum } = useMap();
  const chosenId = useSelection((state) => state.vehicleId);
  const { isFollowing } = useFollowing();

  useEffect(() => {
    const stop = (): void => setFollowing(false);
    map.on('dragstart', stop);
    return () => void map.off('dragstart', stop);
  }, [map]);

  useEffect(() => {
    if (!isFollowing || chosenId === null) return;
    const follow = (): void => {
      const position = useFleet.getState().positions.get(chosenId);
      if (position === undefined) return;
      const center = datum.toMap([position.longitude, position.latitude]);
      const [is, wanted] = [map.project(map.getCenter()), map.project(center)];
      // The vehicle glides on a canvas of its own: the whole map is drawn anew only where it has come away from the middle.
      if (Math.hypot(wanted.x - is.x, wanted.y - is.y) < FOLLOW_FROM_PX) return;
      map.easeTo({ center, duration: FOLLOW_MS });
    };
    follow();
    return useFleet.subscribe((now, before) => {
      if (now.positions.get(chosenId) !== before.positions.get(chosenId)) follow();
    });
  }, [map, datum, isFollowing, chosenId]);

  return (
    <div className="map-controls">
      <button type="button" aria-label={say('zoomIn')} title={say('zoomIn')} onClick={() => map.zoomIn()}>
        ＋
      </button>
      <button type="button" aria-label={say('zoomOut')} title={say('zoomOut')} onClick={() => map.zoomOut()}>
        －
      </button>
      <button type="button" onClick={() => showAll(map, datum, [...useFleet.getState().positions.values()])}>
        {say('showAll')}
      </button>
      {chosenId !== null && (
        <button type="button" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          {isFollowing ? say('following') : say('follow')}
        </button>
      )}
    </div>
  );
}
