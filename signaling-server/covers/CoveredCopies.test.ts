import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoveredCopy, EvidenceScope, ParsedInput } from '@protocol';
import { Audit } from '../audit/Audit';
import type { ExportRight } from '../evidence/ExportRights';
import { silentLog } from '../media/mediaForTests';
import { Turns } from '../packager/Turns';
import { PlacesTable } from '../people/PlacesTable';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { digestOf } from '../recorder/digestOf';
import type { SignedInCaller } from '../wire/Caller';
import { CoveredCopies } from './CoveredCopies';
import { checkCovers, planKeptFiles } from './planKeptFiles';

const LONG_MS = 120_000;
const START = Date.UTC(2026, 10, 21, 13);
const caller: SignedInCaller = {
  connectionId: 'desk',
  address: '::1',
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王督察', grants: [], vehicleId: null, deviceId: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
};
const right: ExportRight = { placeIds: ['east'], covers: (placeId) => placeId === 'east' };
const wanted: ParsedInput<'covers:make'> = {
  ...{ clientKey: randomUUID(), camera: { vehicleId: 'car', view: 'front' }, from: START + 200, to: START + 1_800 },
  ...{ reason: '遮挡路人面部' },
  regions: [
    {
      ...{ what: 'face', from: START + 200, to: START + 1_800 },
      keyframes: [{ at: START + 200, x: 0.1, y: 0.1, width: 0.2, height: 0.2 }],
    },
  ],
};
const scope: EvidenceScope = {
  ...{ from: START, to: START + 2_000, withCopies: true, category: 'case', reason: '案件取证' },
  tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
};

describe('a covered copy', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let copies: CoveredCopies;
  let original: Buffer;
  const told: CoveredCopy[] = [];
  const finished: { settle: () => void } = { settle: () => undefined };

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await new PlacesTable(databases.main).add([{ id: 'east', name: '东区', kind: 'district', parentId: null }]);
    const volume = join(folder.path, 'volume');
    await mkdir(volume);
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25', '-t', '2', '-c:v', 'libx264', '-bf', '0'];
    const fragmented = ['-pix_fmt', 'yuv420p', '-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
    execFileSync('ffmpeg', ['-v', 'error', ...source, ...fragmented, join(volume, 'a.mp4')]);
    original = await readFile(join(volume, 'a.mp4'));
    await databases.main
      .insertInto('segments')
      .values({
        ...{ id: 'segment', vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null },
        ...{ burstId: null, source: 'live', path: 'a.mp4', mimeType: 'video/mp4', state: 'closed' },
        ...{ startedAt: START, endedAt: START + 2_000, bytes: original.length, initBytes: 700 },
        ...{ keyOffset: null, keyBytes: null, keyAt: null },
      })
      .execute();
    copies = await CoveredCopies.create({
      ...{ database: databases.main, audit: new Audit(() => 5), turns: new Turns(), log: silentLog, clock: () => 5 },
      ...{ folder: join(folder.path, 'covers'), volumes: [volume], plateOf: () => '鄂A·3Z071' },
      lowestAbove: ([first]) => first ?? null,
      announcer: {
        announce: (_, payload) => {
          // Copies announce nothing else than what becomes of them.
          const changed = payload as CoveredCopy;
          told.push(changed);
          if (changed.state === 'done' || changed.state === 'failed') finished.settle();
        },
      },
    });
  }, LONG_MS);
  afterAll(async () => {
    await copies.close();
    await databases.close();
    await folder.remove();
  });

  it('is refused where its recording may not be handed out, or where there is none', async () => {
    const noRight: ExportRight = { placeIds: ['east'], covers: () => false };
    await expect(copies.make(wanted, caller, noRight)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(copies.make(wanted, caller, { ...right, placeIds: [] })).rejects.toMatchObject({ code: 'forbidden' });
    const rear = { ...wanted, camera: { vehicleId: 'car', view: 'rear' as const } };
    await expect(copies.make(rear, caller, right)).rejects.toMatchObject({ code: 'not-found' });
  });

  it(
    'is made once by the packager, says of which recording, and stands in its custody',
    async () => {
      const done = new Promise<void>((resolve) => (finished.settle = resolve));
      const asked = await copies.make(wanted, caller, right);
      expect(asked).toMatchObject({ state: 'waiting', plate: '鄂A·3Z071', authorName: '王督察' });
      await done;
      const made = told.at(-1);
      expect(made).toMatchObject({ id: asked.id, state: 'done', percent: 100 });
      expect(made?.parts).toEqual([
        {
          ...{ segmentId: 'segment', from: START + 200, to: START + 1_800, offsetMs: 0 },
          sha256: digestOf(original).sha256,
        },
      ]);
      expect(digestOf(await readFile(copies.fileOf(asked.id))).sha256).toBe(made?.sha256);
      expect(await copies.make(wanted, caller, right)).toEqual(made);
      await copies.handOut(asked.id, caller, right);
      const rows = await databases.main.selectFrom('audit').selectAll().orderBy('number').execute();
      expect(rows.map(({ action, subjectKind, subjectId }) => [action, subjectKind, subjectId])).toEqual([
        ['recording.cover', 'segment', 'segment'],
        ['recording.coverHandedOut', 'segment', 'segment'],
      ]);
    },
    LONG_MS,
  );

  it('goes into a package with its regions, and in the place of its original where that is left out', async () => {
    const [copy] = await copies.list({ vehicleIds: ['car'], from: START, to: START + 2_000 }, ['east']);
    const coverIds = [copy?.id ?? ''];
    const options = { folder: folder.path, mayExportAt: () => true };
    await checkCovers(databases.main, { ...scope, coverIds }, ['east']);
    const beside = await planKeptFiles(databases.main, { ...scope, coverIds }, options);
    expect(beside.covers).toMatchObject([{ originals: 'in', regions: wanted.regions, madeBy: '王督察' }]);
    expect(beside.sourceIds).toEqual(['segment']);
    expect(beside.isLeftOut({ vehicleId: 'car', cameraView: 'front' })).toBe(false);
    await access(beside.covers[0]?.source ?? '');
    const instead = await planKeptFiles(
      databases.main,
      { ...scope, coverIds, originalsLeftOut: '含路人面部' },
      options,
    );
    expect(instead.covers).toMatchObject([{ originals: 'left-out' }]);
    expect(instead.isLeftOut({ vehicleId: 'car', cameraView: 'front' })).toBe(true);
    expect(instead.isLeftOut({ vehicleId: 'car', cameraView: 'rear' })).toBe(false);

    const other = { ...scope, coverIds, to: START + 1_000 };
    await expect(checkCovers(databases.main, other, ['east'])).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(checkCovers(databases.main, { ...scope, coverIds }, [])).rejects.toMatchObject({ code: 'forbidden' });
    const unknown = { ...scope, coverIds: ['none'] };
    await expect(checkCovers(databases.main, unknown, ['east'])).rejects.toMatchObject({ code: 'not-found' });
  });
});
