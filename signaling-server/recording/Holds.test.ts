import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { PlacesTable } from '../people/PlacesTable';
import { SeedVehiclesTable } from '../people/SeedVehiclesTable';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { Holds, isHeld } from './Holds';

const supervisor: SignedInCaller = {
  connectionId: 'socket',
  address: '127.0.0.1',
  session: {
    ...{ id: 'session', accountId: 'ann', name: '安', grants: [], vehicleId: null, deviceId: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
};
const span = { vehicleId: 'car', placeId: 'city', fromAt: 1_000, reason: 'sos' as const, alarmId: 'alarm-1' };

let folder: string;
let databases: Databases;
let holds: Holds;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiqin-holds-'));
  databases = await openEmptyDatabases(folder);
  await new PlacesTable(databases.main).add([{ id: 'city', name: '市', kind: 'city', parentId: null }]);
  await new SeedVehiclesTable(databases.main).add([
    { id: 'car', plate: '鄂A·00001', placeId: 'city', cameras: ['front'] },
  ]);
  holds = new Holds({ database: databases.main, audit: new Audit(() => 5), clock: () => 70_000 });
});
afterAll(async () => {
  await databases.close();
  await rm(folder, { recursive: true });
});

const segment = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });

describe('a hold', () => {
  it('keeps what was recorded from its beginning until it is released, and leaves a row for each step', async () => {
    await holds.begin(databases.main, supervisor, span);
    const [begun] = await holds.standing('car');
    expect(begun).toMatchObject({ fromAt: 1_000, toAt: null, begunAt: 70_000 });
    expect(isHeld(begun === undefined ? [] : [begun], segment(900_000, 901_000))).toBe(true);

    await holds.end(databases.main, supervisor, 'alarm-1', 90_000);
    await holds.end(databases.main, supervisor, 'alarm-1', 95_000);
    const ended = await holds.standing();
    expect(ended).toMatchObject([{ toAt: 90_000 }]);
    expect(isHeld(ended, segment(0, 999))).toBe(false);
    expect(isHeld(ended, segment(0, 1_000))).toBe(true);
    expect(isHeld(ended, segment(90_001, 95_000))).toBe(false);

    await holds.release(supervisor, begun?.id ?? '', 'the case is closed');
    expect(await holds.standing('car')).toEqual([]);
    await expect(holds.release(supervisor, begun?.id ?? '', 'the case is closed')).rejects.toMatchObject({
      code: 'not-found',
    });
    const rows = await databases.main.selectFrom('audit').select('action').orderBy('number').execute();
    expect(rows.map(({ action }) => action)).toEqual([
      'recording.hold',
      'recording.holdEnded',
      'recording.releaseHold',
    ]);
  });

  it('does not stand where what it belongs to was not written', async () => {
    const begun = databases.main.transaction().execute(async (transaction) => {
      await holds.begin(transaction, supervisor, { ...span, alarmId: 'alarm-2' });
      throw new Error('the alarm was not written');
    });
    await expect(begun).rejects.toThrow();
    expect(await holds.standing()).toEqual([]);
  });
});
