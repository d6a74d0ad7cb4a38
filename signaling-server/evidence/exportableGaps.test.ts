import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { exportableGaps } from './exportableGaps';

const PATIENCE_MS = 120_000;
/** The car was lent from the east to the west at 100 and to the south at 200, and came back at 300. */
const MOVES = [
  [0, 'east'],
  [100, 'west'],
  [200, 'south'],
  [300, 'east'],
] as const;

describe('the gaps of a vehicle that was lent meanwhile', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await databases.main
      .insertInto('vehiclePlaces')
      .values(MOVES.map(([since, placeId]) => ({ vehicleId: 'car', since, placeId })))
      .execute();
  }, PATIENCE_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const told = async (
    [startedAt, endedAt]: readonly [number, number | null],
    { from, to, at }: { from: number; to: number; at: readonly string[] },
  ) => {
    const gap = { id: 'gap', vehicleId: 'car', startedAt, endedAt, reason: 'vehicle-offline' };
    const question = { vehicleIds: ['car'], from, to, mayExportAt: (placeId: string) => at.includes(placeId) };
    const gaps = await exportableGaps(databases.main, [gap], question);
    return gaps.map((one) => [one.startedAt, one.endedAt]);
  };
  const whole = { from: 0, to: 400 };

  it('are cut where the vehicle came to a place of others, and where it came back', async () => {
    expect(await told([50, 350], { ...whole, at: ['east'] })).toEqual([
      [50, 100],
      [300, 350],
    ]);
    expect(await told([50, 350], { ...whole, at: ['south'] })).toEqual([[200, 300]]);
    expect(await told([50, null], { ...whole, at: ['east'] })).toEqual([
      [50, 100],
      [300, null],
    ]);
  });

  it('are one across a move between places of which both may be exported', async () => {
    expect(await told([50, 250], { ...whole, at: ['east', 'west', 'south'] })).toEqual([[50, 250]]);
    expect(await told([150, 250], { ...whole, at: ['west', 'south'] })).toEqual([[150, 250]]);
  });

  it('keep their own beginning and end where only the span is shorter', async () => {
    expect(await told([20, 80], { from: 40, to: 60, at: ['east'] })).toEqual([[20, 80]]);
    // Not what it did before it came, though the span begins later still.
    expect(await told([50, 180], { from: 140, to: 160, at: ['west'] })).toEqual([[100, 180]]);
  });

  it('are none that ended as the vehicle came, and none at a place of others', async () => {
    expect(await told([110, 200], { ...whole, at: ['south'] })).toEqual([]);
    expect(await told([110, 190], { ...whole, at: ['east'] })).toEqual([]);
  });
});
