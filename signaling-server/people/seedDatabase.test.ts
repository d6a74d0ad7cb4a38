import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { verifyPassword } from '../session/passwordHash';
import { AccountsTable } from './AccountsTable';
import type { Seed } from './seed';
import { seedDatabase } from './seedDatabase';

const START_LIMIT_MS = 120_000;
const HOUR_MS = 3_600_000;

const seed = (part: Partial<Seed> = {}): Seed => ({
  demo: false,
  places: [
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  ],
  accounts: [
    {
      ...{ id: 'li', login: 'li', name: '李', password: 'password-of-li' },
      grants: [{ role: 'dispatcher', placeId: 'east' }],
    },
    { id: 'wang', login: 'wang', name: '王', pin: '1234', grants: [{ role: 'crew', placeId: 'east' }] },
  ],
  vehicles: [{ id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] }],
  devices: [{ id: 'tablet', name: '平板', placeId: 'east', code: 'CODE-1234' }],
  ...part,
});
const administrator = {
  ...{ id: 'zhou', login: 'zhou', name: '周', password: 'password-of-zhou' },
  grants: [{ role: 'administrator' as const, placeId: 'city' }],
};

describe('the first start', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let now: number;
  let told: string[];

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
  }, START_LIMIT_MS);
  beforeEach(() => {
    now = 1_795_000_000_000;
    told = [];
  });
  afterEach(async () => {
    for (const table of ['grants', 'accounts', 'devices', 'cameras', 'vehicles'] as const) {
      await databases.main.deleteFrom(table).execute();
    }
    // Children before their parents.
    for (const id of ['east', 'city']) await databases.main.deleteFrom('places').where('id', '=', id).execute();
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const start = ({
    demo = false,
    atTerminal = true,
    file,
  }: { demo?: boolean; atTerminal?: boolean; file?: string } = {}) =>
    seedDatabase({
      database: databases.main,
      config: { demo, dataFolder: folder.path, seedFile: file ?? null },
      clock: () => now,
      demoSeed: () => Promise.resolve(seed({ demo: true })),
      tellPerson: atTerminal ? (line) => void told.push(line) : null,
    });
  const write = async (content: unknown): Promise<string> => {
    const path = join(folder.path, 'site.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const account = (login = 'administrator') => new AccountsTable(databases.main).byLogin(login);
  const passwordIn = (text: string | undefined): string => /one-time password "([^"]+)"/.exec(text ?? '')?.[1] ?? '';

  it('makes an administrator whose one-time password is told at the terminal and dies after 24 hours', async () => {
    expect(await start()).toBeNull();
    const made = await account();
    const password = passwordIn(told[0]);
    expect(password.length).toBeGreaterThanOrEqual(16);
    expect(await verifyPassword(password, made?.passwordHash ?? null)).toBe(true);
    expect(made).toMatchObject({ mustChangePassword: true, passwordExpiresAt: now + 24 * HOUR_MS, demo: false });
    const standings = await new AccountsTable(databases.main).standings([made?.id ?? '']);
    expect(standings.get(made?.id ?? '')?.grants).toEqual([{ role: 'administrator', placeId: 'city' }]);
    expect(await readdir(folder.path)).not.toContain('first-password.txt');
  });

  it('writes the password to a file that only its owner can read where nobody is at a terminal', async () => {
    // Left by somebody else and readable by all: it must not become the file.
    await writeFile(join(folder.path, 'first-password.txt'), 'old', { mode: 0o644 });
    const path = await start({ atTerminal: false });
    expect(path).toBe(join(folder.path, 'first-password.txt'));
    expect((await stat(path!)).mode & 0o777).toBe(0o600);
    const password = passwordIn(await readFile(path!, 'utf8'));
    expect(await verifyPassword(password, (await account())?.passwordHash ?? null)).toBe(true);
    expect(told).toEqual([]);
  });

  it('is the only one that makes it, and leaves a password alone that was changed', async () => {
    await start();
    now += HOUR_MS;
    await start();
    expect(told).toHaveLength(1);
    const made = await account();
    await new AccountsTable(databases.main).changePassword(made!.id, 'changed');
    now += 48 * HOUR_MS;
    await start();
    expect(told).toHaveLength(1);
    expect((await account())?.passwordHash).toBe('changed');
  });

  it('gives a new password where the first one has died unused', async () => {
    await start();
    const first = await account();
    now += 24 * HOUR_MS;
    await start();
    const second = await account();
    expect(second).toMatchObject({ id: first?.id, mustChangePassword: true, passwordExpiresAt: now + 24 * HOUR_MS });
    expect(await verifyPassword(passwordIn(told[0]), second?.passwordHash ?? null)).toBe(false);
    expect(await verifyPassword(passwordIn(told[1]), second?.passwordHash ?? null)).toBe(true);
  });

  it('makes an administrator beside the people of a file that names none, and none beside one that does', async () => {
    await start({ file: await write(seed()) });
    expect(told).toHaveLength(1);
    expect(await account('li')).toMatchObject({ name: '李', mustChangePassword: false });
    await databases.main.deleteFrom('accounts').execute();
    await start({ file: await write(seed({ accounts: [administrator] })) });
    expect(told).toHaveLength(1);
    expect(await account()).toBeNull();
  });

  it('takes in what the file names, with secrets that nobody can read back', async () => {
    await start({ file: await write(seed({ accounts: [...seed().accounts, administrator] })) });
    const li = await account('li');
    const wang = await account('wang');
    expect(await verifyPassword('password-of-li', li?.passwordHash ?? null)).toBe(true);
    expect([wang?.passwordHash, await verifyPassword('1234', wang?.pinHash ?? null)]).toEqual([null, true]);
    const kept = JSON.stringify([
      await databases.main.selectFrom('accounts').selectAll().execute(),
      await databases.main.selectFrom('devices').selectAll().execute(),
    ]);
    for (const secret of ['password-of-li', 'CODE-1234']) expect(kept).not.toContain(secret);
  });

  it('refuses a folder that holds demo accounts, and a demo file, but in the demo', async () => {
    const file = await write(seed({ demo: true }));
    await expect(start({ file })).rejects.toThrow(/SEED_FILE is .* which is for the demo/);
    await start({ demo: true });
    await expect(start()).rejects.toThrow(ConfigError);
    await expect(start()).rejects.toThrow(/DATA_DIR is .* which holds demo accounts/);
    expect(told).toEqual([]);
  });

  it.each([
    ['is no JSON', '{', /cannot be read/],
    ['has a field that is not known', { ...seed(), extra: 1 }, /is wrong at its top.*extra/],
    ['has a PIN of three digits', seed({ accounts: [{ ...seed().accounts[1]!, pin: '123' }] }), /accounts\.0\.pin/],
    [
      'names a place before its parent',
      seed({ places: [...seed().places].reverse() }),
      /east stands before its parent/,
    ],
    ['names a place that is not there', seed({ vehicles: [{ ...seed().vehicles[0]!, placeId: 'west' }] }), /west/],
    [
      'has a login twice',
      seed({ accounts: [seed().accounts[0]!, { ...seed().accounts[1]!, login: 'li' }] }),
      /login li/,
    ],
    [
      'has an enrolment code twice, which is not repeated in the sentence',
      seed({ devices: [seed().devices[0]!, { ...seed().devices[0]!, id: 'other' }] }),
      /: an enrolment code is there twice\.$/,
    ],
  ])('refuses a file that %s, with a sentence that says so', async (_, content, sentence) => {
    const file = await write(content);
    await expect(start({ file })).rejects.toThrow(ConfigError);
    await expect(start({ file })).rejects.toThrow(sentence);
    expect(await databases.main.selectFrom('places').selectAll().execute()).toEqual([]);
  });
});
