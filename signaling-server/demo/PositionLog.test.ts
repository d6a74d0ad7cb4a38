import { describe, expect, it } from 'vitest';
import { PositionLog } from './PositionLog';

const fix = (at: number) => ({ at, longitude: 114.3, latitude: 30.6, speed: 30, heading: 10, accuracy: 5 });

describe('fixes made while the line is away', () => {
  it('wait in order until they are acknowledged, with numbers that go on after a new start of the process', () => {
    const log = new PositionLog();
    for (let second = 0; second < 700; second += 1) log.add(fix(1_000_000 + second * 1000));
    const batch = log.batch();
    expect(batch).toHaveLength(500);
    log.acknowledged(batch.at(-1)?.number ?? 0);
    expect(log.size).toBe(200);
    const later = new PositionLog();
    later.add(fix(1_000_000 + 701_000));
    expect(later.batch()[0]?.number).toBeGreaterThan(log.batch().at(-1)?.number ?? Infinity);
  });

  it('have different numbers where two fall in one second', () => {
    const log = new PositionLog();
    log.add(fix(5_000_100));
    log.add(fix(5_000_900));
    expect(new Set(log.batch().map(({ number }) => number)).size).toBe(2);
  });
});
