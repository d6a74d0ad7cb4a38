import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does something at an even rate in an open loop: the moments are kept whatever becomes of what was begun. Returns how
 * late each was begun, in milliseconds.
 */
export async function evenly(perSecond: number, seconds: number, begin: (index: number) => void): Promise<number[]> {
  const lags: number[] = [];
  const beganAt = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = beganAt + (index * 1_000) / perSecond;
    if (due > performance.now()) await delay(due - performance.now());
    lags.push(performance.now() - due);
    begin(index);
  }
  await delay(Math.max(0, beganAt + seconds * 1_000 - performance.now()));
  return lags;
}
