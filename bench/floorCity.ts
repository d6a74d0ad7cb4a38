import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Role } from '@protocol';
import { PlacesTable } from '../signaling-server/people/PlacesTable';
import { SeedVehiclesTable } from '../signaling-server/people/SeedVehiclesTable';
import { openEmptyDatabases } from '../signaling-server/persistence/openEmptyDatabases';
import { hashToken, newToken } from '../signaling-server/session/tokens';

const SESSION_MS = 3_600_000;
/** Far below the number of values that PostgreSQL takes in one statement. */
const ROWS_AT_ONCE = 500;

export interface FloorCity {
  readonly dataFolder: string;
  /** Session tokens of the terminals, by talk group. */
  readonly groups: readonly { readonly groupId: string; readonly tokens: readonly string[] }[];
  readonly dispatcherToken: string;
}

/**
 * A city of many teams in a fresh data folder, each team with its terminals signed in already: a thousand password
 * hashes would take minutes and are not what is measured.
 */
export async function floorCity(teams: number, terminalsEach: number): Promise<FloorCity> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'zhiqin-floor-'));
  const databases = await openEmptyDatabases(dataFolder);
  const database = databases.main;
  const startedAt = Date.now();
  const account = (id: string, name: string) => ({
    ...{ id, login: id, name, passwordHash: null, pinHash: null },
    ...{ mustChangePassword: false, passwordExpiresAt: null, demo: false },
  });
  const session = (accountId: string, vehicleId: string | null, token: string) => ({
    ...{ id: `session-${accountId}`, tokenHash: hashToken(token), accountId, vehicleId, startedAt },
    ...{ deviceId: vehicleId === null ? null : 'bench', expiresAt: startedAt + SESSION_MS },
    ...{ endedAt: null, endReason: null },
  });
  const members = Array.from({ length: teams * terminalsEach }, (_, number) => ({
    id: `crew-${number}`,
    vehicleId: `vehicle-${number}`,
    placeId: `team-${Math.floor(number / terminalsEach)}`,
    token: newToken(),
  }));
  const dispatcherToken = newToken();
  try {
    const places = new PlacesTable(database);
    const teamNumbers = Array.from({ length: teams }, (_, team) => team);
    await places.add([
      { id: 'city', name: '市', kind: 'city', parentId: null },
      ...teamNumbers.map((team) => ({
        ...{ id: `team-${team}`, name: `${team + 1} 队`, kind: 'team' as const, parentId: 'city' },
      })),
    ]);
    await database.insertInto('accounts').values(account('dispatcher', '值班席')).execute();
    await database
      .insertInto('grants')
      .values({ accountId: 'dispatcher', role: 'dispatcher', placeId: 'city' })
      .execute();
    await database
      .insertInto('sessions')
      .values(session('dispatcher', null, dispatcherToken))
      .execute();
    for (let from = 0; from < members.length; from += ROWS_AT_ONCE) {
      const some = members.slice(from, from + ROWS_AT_ONCE);
      await new SeedVehiclesTable(database).add(
        some.map(({ vehicleId, placeId }) => ({ id: vehicleId, plate: vehicleId, placeId, cameras: [] })),
      );
      const role: Role = 'crew';
      await database
        .insertInto('accounts')
        .values(some.map(({ id }) => account(id, id)))
        .execute();
      await database
        .insertInto('grants')
        .values(some.map(({ id, placeId }) => ({ accountId: id, role, placeId })))
        .execute();
      await database
        .insertInto('sessions')
        .values(some.map(({ id, vehicleId, token }) => session(id, vehicleId, token)))
        .execute();
    }
  } finally {
    await databases.close();
  }
  const groups = Array.from({ length: teams }, (_, team) => ({
    groupId: `place:team-${team}`,
    tokens: members.filter(({ placeId }) => placeId === `team-${team}`).map(({ token }) => token),
  }));
  return { dataFolder, groups, dispatcherToken };
}
