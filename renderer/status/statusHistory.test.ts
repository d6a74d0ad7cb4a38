import type { StatusReport } from '@protocol';
import { describe, expect, it } from 'vitest';
import { readingOf, withReport } from './statusHistory';

const report = (at: number, startedAt = 0): StatusReport => ({
  at,
  startedAt,
  kpis: [
    { kpi: 1, source: 'calls', estimate: false, p50Ms: 20, p95Ms: 40, count: 7, limitMs: 300, lastBreachAt: null },
  ],
  probe: null,
  vehiclesOnline: 0,
  desksOnline: 0,
  callsTalking: 0,
  droppedTalkPackets: 0,
  mediaWorkers: [],
  pictures: { looked: 0, meanMs: null, cpuPercent: 0 },
  serverCpuPercent: 0,
  serverMemoryBytes: 0,
  eventLoopDelayP99Ms: 0,
});

const after = (moments: readonly number[]): number[] =>
  moments.reduce<readonly StatusReport[]>((history, at) => withReport(history, report(at)), []).map(({ at }) => at);

describe('withReport', () => {
  it('keeps one report in 15 s and always the newest', () => {
    expect(after([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000])).toEqual([0, 15_000, 30_000, 35_000]);
  });

  it('forgets what is older than an hour', () => {
    expect(after([0, 20_000, 3_600_001])).toEqual([20_000, 3_600_001]);
  });

  it('begins anew with a server that has started anew', () => {
    const before = withReport([], report(1_000));
    expect(withReport(before, report(20_000, 15_000)).map(({ at }) => at)).toEqual([20_000]);
  });
});

describe('readingOf', () => {
  it('tells calls from the probe', () => {
    expect(readingOf(report(0), 1, 'calls')?.p95Ms).toBe(40);
    expect(readingOf(report(0), 1, 'probe')).toBeNull();
  });
});
