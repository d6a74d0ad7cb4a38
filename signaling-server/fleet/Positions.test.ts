import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PositionSchema } from '../persistence/schema';
import { Positions, type PositionsDependencies } from './Positions';

/** A store that was taken away: whoever asks it is told so. */
class LostStore extends DummyDriver {
  override acquireConnection(): Promise<never> {
    return Promise.reject(new Error('the store is gone'));
  }
}

const openPositions = (more: Partial<PositionsDependencies> = {}): Positions =>
  new Positions({
    positions: new Kysely<PositionSchema>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new LostStore(),
        createIntrospector: (database) => new PostgresIntrospector(database),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    fleet: { vehicles: () => [], moveTo: () => false },
    announcer: { announce: () => undefined },
    metrics: { gauge: () => undefined },
    clock: Date.now,
    ...more,
  });

describe('recalling where vehicles were', () => {
  it('is no failure of a server that is stopped meanwhile', async () => {
    const positions = openPositions();
    const recalled = positions.recall();
    await positions.close();
    await expect(recalled).resolves.toBeUndefined();
  });

  it('fails where the store cannot be asked by a server that goes on', async () => {
    const positions = openPositions();
    await expect(positions.recall()).rejects.toThrow('the store is gone');
    await positions.close();
  });
});

describe('reported fixes', () => {
  afterEach(() => void vi.useRealTimers());

  it('are told to desks as the newest of each vehicle, once, however many came', async () => {
    vi.useFakeTimers();
    const told: unknown[] = [];
    const positions = openPositions({
      fleet: { vehicles: () => [], moveTo: () => true },
      announcer: { announce: (_: unknown, moves: unknown) => void told.push(moves) },
    });
    const fix = (number: number) => ({
      ...{ number, at: number, longitude: 114.3, latitude: 30.6 },
      ...{ speed: null, heading: null, accuracy: null },
    });
    const reports = ['a', 'b'].flatMap((vehicleId) =>
      [1, 3, 5].map((number) => positions.report(vehicleId, [fix(number), fix(number + 1)])),
    );
    const refused = Promise.allSettled(reports);
    await vi.advanceTimersByTimeAsync(250);
    expect(told).toEqual([
      [
        { vehicleId: 'a', position: fix(6) },
        { vehicleId: 'b', position: fix(6) },
      ],
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toHaveLength(1);
    // The store is gone: what it did not take is not acknowledged.
    expect((await refused).map(({ status }) => status)).toEqual(reports.map(() => 'rejected'));
    await positions.close();
  });

  it('are told to listeners with the time that a report of them spans', async () => {
    const heard: unknown[] = [];
    const positions = openPositions();
    positions.onReported((vehicleId, { number }, spanMs) => heard.push([vehicleId, number, spanMs]));
    const fixes = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ number: index + 1, at: index * 1_000, longitude: 114.3, latitude: 30.6 },
        ...{ speed: null, heading: null, accuracy: null },
      }));
    await Promise.allSettled([positions.report('a', fixes(300)), positions.report('a', fixes(1))]);
    expect(heard).toEqual([
      ['a', 300, 299_000],
      ['a', 1, 0],
    ]);
    await positions.close();
  });
});
