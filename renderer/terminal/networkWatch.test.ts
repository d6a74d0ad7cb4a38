import { describe, expect, it } from 'vitest';
import { FIRST_PAUSE_MS, judgeNetwork, PATIENCE_MS, unwatchedNetwork, type NetworkWatch } from './networkWatch';

/** The verdict after each estimate, one every two seconds. */
function after(estimates: readonly (number | null)[], from: NetworkWatch = unwatchedNetwork, start = 0): NetworkWatch {
  return estimates.reduce<NetworkWatch>((watch, bits, index) => judgeNetwork(watch, bits, start + index * 2000), from);
}

describe('the watch over the network', () => {
  it('calls a network good or weak by what can be sent', () => {
    expect(after([2_000_000]).verdict).toBe('good');
    expect(after([400_000]).verdict).toBe('weak');
  });

  it('bears a short dip and takes the pictures off after a long one', () => {
    expect(after([50_000, 50_000, 900_000]).verdict).toBe('good');
    expect(after([50_000, 50_000, 50_000, 50_000]).verdict).toBe('too-poor');
  });

  it('brings the pictures back after a pause, and waits longer after a try that failed', () => {
    const first = judgeNetwork(judgeNetwork(unwatchedNetwork, 10_000, 0), 10_000, PATIENCE_MS);
    expect(first.pausedUntil).toBe(PATIENCE_MS + FIRST_PAUSE_MS);
    const tried = judgeNetwork(first, null, PATIENCE_MS + FIRST_PAUSE_MS);
    expect(tried.verdict).toBe('weak');
    const start = PATIENCE_MS + FIRST_PAUSE_MS + 2000;
    const second = judgeNetwork(judgeNetwork(tried, 10_000, start), 10_000, start + PATIENCE_MS);
    expect(second.pausedUntil).toBe(start + PATIENCE_MS + 2 * FIRST_PAUSE_MS);
  });

  it('forgets old failures once the pictures have gone out for a minute', () => {
    const paused = after([10_000, 10_000, 10_000, 10_000]);
    const back = judgeNetwork(paused, null, 30_000);
    expect(judgeNetwork(back, 2_000_000, 40_000).pauseMs).toBe(2 * FIRST_PAUSE_MS);
    expect(judgeNetwork(back, 2_000_000, 100_000).pauseMs).toBe(FIRST_PAUSE_MS);
  });

  it('judges nothing without an estimate', () => {
    expect(after([null, null, null, null, null]).verdict).toBe('good');
  });
});
