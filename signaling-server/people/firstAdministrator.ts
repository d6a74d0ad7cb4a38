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
 * Where nobody can sign in yet, makes an administrator with a password that dies after 24 h and must be changed. The
 * password goes to the terminal or to a file of mode 0600, never to a log; the answer is that file's path.
 */
export async function makeFirstAdministrator(deps: FirstAdministratorDependencies): Promise<string | null> {
  const { database, dataFolder, clock, tellPerson } = deps;
  const accounts = new AccountsTable(database);
  if ((await accounts.ids()).size > 0) return null;
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(password);
  await database.transaction().execute(async (transaction) => {
    const places = new PlacesTable(transaction);
    const root = (await places.all()).find(({ parentId }) => parentId === null);
    const placeId = root?.id ?? 'city';
    if (root === undefined) await places.add({ id: placeId, name: '指挥中心', kind: 'city', parentId: null });
    await new AccountsTable(transaction).add(
      {
        id: randomUUID(),
        login: LOGIN,
        name: '系统管理员',
        passwordHash,
        pinHash: null,
        mustChangePassword: true,
        passwordExpiresAt: clock() + ONE_TIME_PASSWORD_MS,
        demo: false,
      },
      [{ role: 'administrator', placeId }],
    );
  });
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
