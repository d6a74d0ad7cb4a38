import { randomBytes, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import { hashPassword } from '../session/passwordHash';
import { AccountsTable } from './AccountsTable';
import { PlacesTable } from './PlacesTable';

const ONE_TIME_PASSWORD_MS = 24 * 3_600_000;
const LOGIN = 'administrator';

export interface FirstAdministratorDependencies {
  database: Kysely<Schema>;
  dataFolder: string;
  clock: () => number;
  /** Writes to the terminal in front of a person; null where there is none, and a file is written instead. */
  tellPerson: ((line: string) => void) | null;
}

/**
 * Where there is no administrator yet, makes one with a password that dies after 24 h and must be changed; where that
 * one has died unused, gives it a new password, or the house would stay shut. The password goes to the terminal or to a
 * file of mode 0600, never to a log; the answer is that file's path.
 */
export async function makeFirstAdministrator(deps: FirstAdministratorDependencies): Promise<string | null> {
  const { database, dataFolder, clock, tellPerson } = deps;
  const accounts = new AccountsTable(database);
  const known = await accounts.byLogin(LOGIN);
  const diedUnused = known !== null && known.passwordExpiresAt !== null && known.passwordExpiresAt <= clock();
  if (!diedUnused && (known !== null || (await accounts.someoneHolds('administrator')))) return null;
  const password = randomBytes(12).toString('base64url');
  const oneTime = { passwordHash: await hashPassword(password), passwordExpiresAt: clock() + ONE_TIME_PASSWORD_MS };
  if (diedUnused) await accounts.renewOneTimePassword(known.id, oneTime);
  else await addAdministrator(database, oneTime);
  const text = `The first account is "${LOGIN}" with the one-time password "${password}", good for 24 hours.`;
  if (tellPerson !== null) {
    tellPerson(text);
    return null;
  }
  const path = join(dataFolder, 'first-password.txt');
  await rm(path, { force: true });
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  return path;
}

function addAdministrator(
  database: Kysely<Schema>,
  oneTime: { passwordHash: string; passwordExpiresAt: number },
): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const places = new PlacesTable(transaction);
    const root = (await places.all()).find(({ parentId }) => parentId === null);
    const placeId = root?.id ?? 'city';
    if (root === undefined) await places.add([{ id: placeId, name: '指挥中心', kind: 'city', parentId: null }]);
    const account = { id: randomUUID(), login: LOGIN, name: '系统管理员', pinHash: null, mustChangePassword: true };
    await new AccountsTable(transaction).add({ ...account, ...oneTime, demo: false }, [
      { role: 'administrator', placeId },
    ]);
  });
}
