import { useEffect, useState } from 'react';
import { everyReelHasDrawn } from './openReels';
import { onClockTick } from './reviewClock';

/** Where there are no pictures, nothing waits for them any longer. */
const PATIENCE_MS = 1_500;

/** False until the cameras of the page have shown their first pictures: what costs the page much to draw waits for it. */
export function usePicturesFirst(): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    if (isDue) {
      return undefined;
    }
    const begins = performance.now();
    return onClockTick(({ time }) => {
      if (everyReelHasDrawn() || time - begins > PATIENCE_MS) {
        setDue(true);
      }
    });
  }, [isDue]);
  return isDue;
}
