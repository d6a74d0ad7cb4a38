import { useEffect } from 'react';
import { ringOnce, RING_EVERY_MS } from './ringTone';

/** Rings for as long as something rings. */
export function useRinging(isRinging: boolean): void {
  useEffect(() => {
    if (!isRinging) return;
    ringOnce();
    const timer = setInterval(ringOnce, RING_EVERY_MS);
    return () => clearInterval(timer);
  }, [isRinging]);
}
