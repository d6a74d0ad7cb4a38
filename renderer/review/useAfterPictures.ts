import { useEffect, useState } from 'react';
import { everyReelHasDrawn } from './openReels';
import { onClockTick } from './reviewClock';

/** Where there are no pictures, nothing waits for them any longer. */
const PATIENCE_MS = 1_500;

/**
 * A value as it was when every camera of the page last showed a picture, and null before that: what costs the page much
 * to draw comes after the pictures of a record that is opened.
 */
export function useAfterPictures<Value extends object>(value: Value): Value | null {
  const [settled, setSettled] = useState<Value | null>(null);
  useEffect(() => {
    if (settled === value) {
      return undefined;
    }
    const begins = performance.now();
    return onClockTick(({ time }) => {
      if (everyReelHasDrawn() || time - begins > PATIENCE_MS) {
        setSettled(value);
      }
    });
  }, [settled, value]);
  return settled;
}
