import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KpiReading } from '@protocol';
import type { FeedFact } from '../feed/Feed';
import { silentLog } from '../media/mediaForTests';
import { Kpis, type Kpi, type KpiSource } from './Kpis';

describe('the KPIs of the last hour', () => {
  const told: FeedFact[] = [];
  const feed = { add: (fact: FeedFact) => Promise.resolve(void told.push(fact)) };
  let kpis: Kpis;

  const reading = (kpi: Kpi, source: KpiSource): KpiReading | undefined =>
    kpis.readings().find((candidate) => candidate.kpi === kpi && candidate.source === source);
  const add = (kpi: Kpi, source: KpiSource, count: number, ms: number): void => {
    for (let index = 0; index < count; index += 1) kpis.add(kpi, source, ms);
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: 10_000_000 });
    told.length = 0;
    kpis = Kpis.create({ feed, cityPlaceId: 'city', log: silentLog, clock: Date.now });
  });
  afterEach(() => {
    kpis.close();
    vi.useRealTimers();
  });

  it('gives exact percentiles with the standard’s limits, calls and probe apart, and calls KPI 3 an estimate', () => {
    for (let ms = 1; ms <= 100; ms += 1) kpis.add(1, 'calls', ms);
    kpis.add(3, 'probe', 40);
    expect(reading(1, 'calls')).toMatchObject({ p50Ms: 50, p95Ms: 95, count: 100, limitMs: 300, estimate: false });
    expect(reading(1, 'probe')).toMatchObject({ p50Ms: null, p95Ms: null, count: 0 });
    expect(reading(3, 'probe')).toMatchObject({ p50Ms: 40, p95Ms: 40, count: 1, limitMs: 300, estimate: true });
    expect([reading(2, 'calls')?.limitMs, reading(4, 'calls')?.limitMs]).toEqual([1_000, 350]);
  });

  it('forgets what was measured more than an hour ago', () => {
    kpis.add(2, 'calls', 900);
    vi.advanceTimersByTime(3_600_001);
    kpis.add(2, 'calls', 100);
    expect(reading(2, 'calls')).toMatchObject({ p50Ms: 100, p95Ms: 100, count: 1 });
  });

  it('tells of a breach once, not below twenty calls, and again only after the figure was clearly good', () => {
    add(4, 'calls', 19, 500);
    kpis.judge();
    expect(told).toEqual([]);
    add(4, 'calls', 1, 500);
    kpis.judge();
    kpis.judge();
    expect(told).toEqual([
      {
        kind: 'kpi-breach',
        placeId: 'city',
        vehicleId: null,
        details: { kpi: 4, source: 'calls', ms: 500, limitMs: 350 },
      },
    ]);
    expect(reading(4, 'calls')?.lastBreachAt).toBe(Date.now());

    // On the edge: under the limit, but not by a tenth of it.
    vi.advanceTimersByTime(3_600_001);
    add(4, 'calls', 20, 340);
    kpis.judge();
    add(4, 'calls', 20, 400);
    kpis.judge();
    expect(told).toHaveLength(1);

    vi.advanceTimersByTime(3_600_001);
    add(4, 'calls', 20, 100);
    kpis.judge();
    add(4, 'calls', 20, 400);
    kpis.judge();
    expect(told).toHaveLength(2);
    expect(kpis.breaches(4, 'calls')).toBe(2);
  });

  it('takes one bad run of the probe as a breach', () => {
    add(2, 'probe', 30, 20);
    kpis.judge();
    kpis.add(2, 'probe', 1_500);
    kpis.judge();
    expect(told.map(({ details }) => details)).toEqual([{ kpi: 2, source: 'probe', ms: 1_500, limitMs: 1_000 }]);
  });

  it('counts a press once: the client’s own measure in place of the server’s, the server’s where none comes', () => {
    kpis.addServerAccess({ sessionId: 'one', groupId: 'group', ms: 3 });
    kpis.addServerAccess({ sessionId: 'other', groupId: 'group', ms: 5 });
    kpis.takeReport('one', { groupId: 'group', kpi: 1, ms: 80 });
    expect(reading(1, 'calls')).toMatchObject({ count: 1, p95Ms: 80 });
    vi.advanceTimersByTime(5_000);
    expect(reading(1, 'calls')).toMatchObject({ count: 2, p50Ms: 5, p95Ms: 80 });
  });
});
