import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidencePackage, EvidenceScope } from '@protocol';
import { custodyOf } from '../signaling-server/evidence/custodyOf';
import type { EvidencePackages } from '../signaling-server/evidence/EvidencePackages';
import { EvidenceWorld, everywhere, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { ExportLevels } from '../signaling-server/evidence/ExportLevels';
import { ExportRights, type ExportRight } from '../signaling-server/evidence/ExportRights';
import { Places } from '../signaling-server/people/Places';
import type { SignedInCaller } from '../signaling-server/wire/Caller';
import { crash } from './fixtures/crash';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
const DAY_MS = 86_400_000;
const REASON = '占道经营案件取证';
const scope: EvidenceScope = {
  ...{ from: WORLD_START, to: WORLD_START + 20_000, withCopies: false, category: 'case', reason: REASON },
  tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
};

/** The packager that works in a folder of the world, by what the kernel says. */
async function packagerIn(world: EvidenceWorld): Promise<number> {
  for (const name of await readdir('/proc')) {
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes('packager/main.ts') && line.includes(world.folder)) return Number(name);
  }
  throw new Error('no packager is running');
}

/** Told of every change; answers the first that is as wanted. */
class Announced {
  #waiting: { readonly is: (one: EvidencePackage) => boolean; readonly found: (one: EvidencePackage) => void }[] = [];

  readonly tell = (changed: EvidencePackage): void => {
    for (const { is, found } of this.#waiting) if (is(changed)) found(changed);
  };

  async next(is: (one: EvidencePackage) => boolean): Promise<EvidencePackage> {
    return await new Promise((found) => this.#waiting.push({ is, found }));
  }

  async finished(): Promise<EvidencePackage> {
    return await this.next(({ state }) => ['done', 'failed', 'cancelled'].includes(state));
  }
}

const places = Places.of([
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'east-1', name: '一中队', kind: 'team', parentId: 'east' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
]);

describe('packages of evidence', () => {
  let world: EvidenceWorld;
  let segmentIds: string[];
  let announced: Announced;
  let packages: EvidencePackages;
  let made: EvidencePackage;
  let bytes: Buffer;
  let kills = 0;

  const zip = (): string => join(world.folder, 'evidence', `${made.id}.zip`);
  const actions = async (): Promise<string[]> => {
    const rows = await world.databases.main
      .selectFrom('audit')
      .select('action')
      .where('subjectKind', '=', 'package')
      .where('subjectId', '=', made.id)
      .orderBy('number')
      .execute();
    return rows.map(({ action }) => action);
  };

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    world.places = places;
    segmentIds = [];
    for (let index = 0; index < 4; index += 1) {
      segmentIds.push(await world.record('front', WORLD_START + index * 4_000, 10));
    }
    await world.fill(segmentIds);
    await world.seal();
    announced = new Announced();
    packages = await world.packages(announced.tell, () => {
      kills += 1;
      // The packager has written all but the signature, and waits for it.
      if (kills === 1) void packagerIn(world).then(crash);
    });
    const done = announced.finished();
    await packages.request(scope, world.supervisor, everywhere);
    made = await done;
    bytes = await readFile(zip());
  }, LONG_MS);
  afterAll(async () => {
    await packages.close();
    await world.close();
  });

  it('are finished by another packager where somebody kills the first one', async () => {
    expect(kills).toBe(1);
    expect(made).toMatchObject({ state: 'done', percent: 100, failure: null });
    expect((await verifyFile(zip())).findings).toEqual([]);
    expect(await actions()).toEqual(['evidence.export', 'evidence.packaged']);
  });

  it('lose their zip after a while, and nothing else', { timeout: LONG_MS }, async () => {
    expect(made.removesAt).toBe(world.now + 30 * DAY_MS);
    world.now += 31 * DAY_MS;
    await packages.close();
    const removed = announced.next(({ removedAt }) => removedAt !== null);
    packages = await world.packages(announced.tell);
    expect(await removed).toMatchObject({ state: 'done', removesAt: null, removedAt: world.now });
    await expect(stat(zip())).rejects.toThrow(/ENOENT/);
    await expect(packages.zipOf(made.id)).rejects.toMatchObject({ code: 'not-found' });
    const [known] = await packages.list(['east']);
    expect(known).toMatchObject({ id: made.id, manifestSha256: made.manifestSha256, scope });
    expect(await actions()).toContain('evidence.removed');
  });

  it(
    'are built again, the same to the last byte, though the server goes away on the way',
    { timeout: LONG_MS },
    async () => {
      const started = announced.next(({ state }) => state === 'running');
      await packages.rebuild(made.id, '法院调取', world.supervisor);
      await expect(packages.rebuild(made.id, '法院调取', world.supervisor)).rejects.toMatchObject({ code: 'conflict' });
      await started;
      await packages.close();
      await expect(stat(zip())).rejects.toThrow(/ENOENT/);
      // Another key by now: the package is the one that was signed then.
      await world.key.change(world.now);
      const done = announced.finished();
      packages = await world.packages(announced.tell);
      expect(await done).toMatchObject({ state: 'done', manifestSha256: made.manifestSha256, removedAt: null });
      expect((await readFile(zip())).equals(bytes)).toBe(true);
      expect(await actions()).toEqual(expect.arrayContaining(['evidence.removed', 'evidence.rebuild']));
    },
  );

  it('stand in the custody of the recording, each deed with its person and reason', async () => {
    const { database, entries } = await custody(['east']);
    expect(database).toBe(segmentIds.length);
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'evidence.export', actorName: '督察', reason: REASON, segments: 4 }),
        expect.objectContaining({
          action: 'evidence.rebuild',
          actorName: '督察',
          reason: '法院调取',
          placeName: 'east 区',
        }),
        expect.objectContaining({ action: 'evidence.removed', actorName: '' }),
      ]),
    );
    expect((await custody(['west'])).entries).toEqual([]);
  });

  const custody = async (placeIds: readonly string[]) => {
    const span = { vehicleId: 'car', from: WORLD_START, to: WORLD_START + 20_000 };
    const { entries, recordedSegments } = await custodyOf(world.databases.main, span, {
      placeIds,
      nameOf: (placeId) => `${placeId} 区`,
    });
    return { entries, database: recordedSegments };
  };

  describe('may be asked for by whoever holds the right', () => {
    let levels: ExportLevels;
    beforeAll(async () => {
      const { audit, databases } = world;
      levels = await ExportLevels.create({ audit, places, database: databases.main, clock: () => world.now });
    });
    const rights = new ExportRights(
      { everyPlaceWith: ({ grants }) => grants.flatMap(({ placeId }) => places.everyPlaceUnder(placeId)) },
      places,
      { levelOf: (placeId, category) => levels.levelOf(placeId, category) },
    );
    const personAt = (placeId: string): SignedInCaller => ({
      ...world.supervisor,
      session: { ...world.supervisor.session, grants: [{ role: 'supervisor', placeId }] },
    });
    const ask = async (placeId: string, asked = scope): Promise<EvidencePackage> => {
      const caller = personAt(placeId);
      const right: ExportRight = rights.of(caller.session);
      const one = await packages.request(asked, caller, right);
      return await packages.cancel(one.id, caller);
    };
    const forbidden = { code: 'forbidden' };

    it('at the place where it was recorded, wherever the vehicle is now', { timeout: LONG_MS }, async () => {
      const { main } = world.databases;
      await main.insertInto('places').values({ id: 'west', name: '西区', kind: 'district', parentId: null }).execute();
      await main.updateTable('vehicles').set({ placeId: 'west' }).where('id', '=', 'car').execute();
      await expect(ask('west')).rejects.toMatchObject(forbidden);
      expect(await ask('east')).toMatchObject({ placeId: 'east', state: 'cancelled' });
      expect(await ask('city')).toMatchObject({ placeId: 'east' });
      await main.updateTable('vehicles').set({ placeId: 'east' }).where('id', '=', 'car').execute();
    });

    it('and high enough for what it is kept for: a team may not hand out what belongs to an alarm', async () => {
      const { main } = world.databases;
      await main.updateTable('segments').set({ placeId: 'east-1' }).execute();
      expect(await ask('east-1')).toMatchObject({ placeId: 'east-1' });
      await main
        .insertInto('alarms')
        .values({
          ...{ id: 'alarm', number: 1, clientKey: null, kind: 'sos', placeId: 'east-1', vehicleId: 'car' },
          ...{ cameraId: null, raisedAt: WORLD_START + 9_000, isOpen: true, ownerName: null, revision: 1 },
          ...{ course: '{}', details: '{}', position: 'null', history: '[]' },
        })
        .execute();
      await expect(ask('east-1')).rejects.toMatchObject(forbidden);
      expect(await ask('east')).toMatchObject({ placeId: 'east-1' });
    });

    it('as the district and the city have laid it down, the stricter rule first', async () => {
      const rule = { placeId: 'east', category: 'alarm', level: 'team' } as const;
      await levels.save(world.supervisor, rule);
      expect(await ask('east-1')).toMatchObject({ placeId: 'east-1' });
      await levels.save(world.supervisor, { ...rule, placeId: 'city', level: 'city' });
      await expect(ask('east')).rejects.toMatchObject(forbidden);
      expect(await ask('city')).toMatchObject({ placeId: 'east-1' });
    });
  });
});
