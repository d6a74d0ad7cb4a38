import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { PositionSchema } from '../persistence/schema';
import { Positions } from './Positions';

/** A store that was taken away: whoever asks it is told so. */
class LostStore extends DummyDriver {
  override acquireConnection(): Promise<never> {
    return Promise.reject(new Error('the store is gone'));
  }
}

const openPositions = (): Positions =>
  new Positions({
    positions: new Kysely<PositionSchema>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new LostStore(),
        createIntrospector: (database) => new PostgresIntrospector(database),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    fleet: { vehicle: () => null, moveTo: () => false },
    announcer: { announce: () => undefined },
    clock: Date.now,
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
