import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openRecord } from '../signaling-server/persistence/openRecord';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { Line } from './fixtures/Line';
import { pixelsOf } from './fixtures/pixelsOf';
import { waitForRecording } from './fixtures/waitForRecording';
import { Zhiqin } from './fixtures/Zhiqin';

const VEHICLE = '3Z071';
const PASSWORD = 'zhiqin-demo';
const ENOUGH_MS = 12_000;
/** A team of one district, from which the vehicle goes to a team of another. */
const here = { login: 'here', placeId: '420102' };
const there = { login: 'there', placeId: '420106', teamId: '420106-1' };

/** The demo's people, and a supervisor in each of the two districts. */
async function writeSeed(file: string): Promise<void> {
  const demo = fileURLToPath(new URL('../signaling-server/demo/seed.json', import.meta.url));
  const seed = JSON.parse(await readFile(demo, 'utf8')) as { accounts: object[] };
  const supervisors = [here, there].map(({ login, placeId }) => ({
    ...{ id: `account-${login}`, login, name: `督察员 ${login}`, password: PASSWORD },
    grants: [{ role: 'supervisor', placeId }],
  }));
  await writeFile(file, JSON.stringify({ ...seed, accounts: [...seed.accounts, ...supervisors] }));
}

/** As whoever keeps the vehicles does it, beside the running server. */
async function moveVehicle(dataFolder: string, placeId: string): Promise<void> {
  const record = await openRecord({ databaseUrl: null, dataFolder }, pino({ level: 'silent' }));
  await record.database.updateTable('vehicles').set({ placeId }).where('id', '=', VEHICLE).execute();
  await record.close();
}

test('a supervisor watches what a vehicle recorded before it went to another district, which watches none of that', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-left-'));
  const seedFile = join(folder, 'seed.json');
  await writeSeed(seedFile);
  const zhiqin = await Zhiqin.create({ vehicles: 1, environment: { SEED_FILE: seedFile } });
  const lines: Line[] = [];
  const lineOf = async (login: string): Promise<Line> => {
    const line = await Line.create(zhiqin.address);
    lines.push(line);
    await line.signIn(login, PASSWORD);
    return line;
  };
  try {
    const before = await lineOf(here.login);
    const since = Date.now();
    await waitForRecording(before, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 90_000, since });
    await moveVehicle(zhiqin.dataFolder, there.teamId);
    const until = Date.now();
    zhiqin.kill('server');
    await zhiqin.ready();
    const backAt = Date.now();

    const [old, own] = [await lineOf(here.login), await lineOf(there.login)];
    const earlier = { vehicleId: VEHICLE, from: since, to: until - 1_000 };
    const { segments } = await old.ask('recording:segments', earlier);
    const segment = segments.find(({ track, endedAt, startedAt }) => track === 'camera' && endedAt - startedAt > 5_000);
    expect(segment).toBeDefined();
    expect(await own.refusal('recording:segments', earlier)).toBe('forbidden');
    const file = `${zhiqin.address}/media/segments/${segment?.id}`;
    const statusFor = async ({ token }: Line): Promise<number> =>
      (await fetch(file, { headers: { authorization: `Bearer ${token}`, range: 'bytes=0-99' } })).status;
    expect([await statusFor(old), await statusFor(own)]).toEqual([206, 403]);
    // What was begun before it went is of the district in which that was; all since the restart is the other's.
    const later = { vehicleId: VEHICLE, from: backAt, to: backAt + 1 };
    expect([await old.refusal('recording:segments', later), await own.refusal('recording:segments', later)]).toEqual([
      'forbidden',
      null,
    ]);

    const at = (segment?.startedAt ?? 0) + 1_000;
    await page.goto(`${zhiqin.address}/review#at=${at}&vehicles=${VEHICLE}&from=${since}&to=${until}`);
    await signIn(page, here.login as 'supervisor');
    const tile = page.locator(`[data-camera="${VEHICLE}:camera:front"]`);
    await expect(tile).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    const canvas = tile.locator('canvas');
    const first = await pixelsOf(canvas);
    expect(first).not.toBe('');
    await page.getByRole('button', { name: '播放' }).click();
    await expect.poll(() => pixelsOf(canvas), { timeout: 30_000 }).not.toBe(first);
  } finally {
    for (const line of lines) line.close();
    await zhiqin.close();
    await rm(folder, { recursive: true, force: true });
  }
});
