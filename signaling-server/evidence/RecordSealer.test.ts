import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../recorder/digestOf';
import { EvidenceWorld, WORLD_START } from './EvidenceWorld';
import { leafDigest, rootOf } from './merkleTree';
import { RecordSealsTable } from './RecordSealsTable';
import { SegmentLines } from './SegmentLines';
import { headDigest, headLeaf, headText, linkText } from './sealFormat';

const LONG_MS = 60_000;

describe('sealing what was recorded', () => {
  let world: EvidenceWorld;
  let segmentIds: string[];

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    segmentIds = [
      await world.record('front', WORLD_START, 5),
      await world.record('rear', WORLD_START + 100, 5),
      await world.record('front', WORLD_START + 2_000, 5, 'no-media'),
    ];
    await world.seal();
  }, LONG_MS);
  afterAll(async () => await world.close());

  const table = (): RecordSealsTable => new RecordSealsTable(world.databases.main);

  it('chains each camera on its own, without a hole, and signs the links', async () => {
    const seals = await table().ofSubjects(segmentIds);
    expect(seals.map(({ chain, position, subjectId }) => [chain, position, subjectId])).toEqual([
      ['car/camera/front', 1, segmentIds[0]],
      ['car/camera/front', 2, segmentIds[2]],
      ['car/camera/rear', 1, segmentIds[1]],
    ]);
    expect(seals[1]).toMatchObject({ previousSha256: seals[0]?.sha256, previousSm3: seals[0]?.sm3 });
    for (const seal of seals) expect(digestOf(linkText(seal))).toEqual({ sha256: seal.sha256, sm3: seal.sm3 });
    for (const head of await table().headsAfter(0, 100)) {
      const root = rootOf((await table().ofHead(head.number)).map(headLeaf));
      expect(root).toEqual({ sha256: head.rootSha256, sm3: head.rootSm3 });
      expect(world.key.chain.isSigned(headText(head), head)).toBe(true);
    }
  });

  it('binds the leaf to the very lines that the recorder wrote', async () => {
    const [seal] = await table().ofSubjects(segmentIds.slice(0, 1));
    const journal = await readFile(join(world.directory, '2026-11-21', 'journal-13.jsonl'), 'utf8');
    const own = journal.split('\n').filter((line) => line.includes(String(segmentIds[0])));
    const root = rootOf(own.map((line) => leafDigest(line)));
    expect(own).toHaveLength(7);
    expect(seal?.leaf).toContain(root.sha256);
    expect(seal?.leaf).toContain(root.sm3);
  });

  it('writes the heads outside the database, each bound to the one before', async () => {
    await world.record('front', WORLD_START + 4_000, 2);
    await world.seal();
    const names = (await readdir(join(world.folder, 'audit-heads'))).filter((name) => name.startsWith('record-heads-'));
    const text = await readFile(join(world.folder, 'audit-heads', names[0] ?? ''), 'utf8');
    const heads = await table().headsAfter(0, 100);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(heads);
    expect(heads.length).toBeGreaterThan(1);
    heads.forEach((head, index) => {
      const before = headDigest(heads[index - 1] ?? null);
      expect([head.previousSha256, head.previousSm3]).toEqual([before.sha256, before.sm3]);
    });
  });

  it('seals a gap once it has settled, and tells of a segment that was removed', async () => {
    const { main } = world.databases;
    const gap = { id: 'gap-1', vehicleId: 'car', track: 'camera', cameraView: 'front' } as const;
    await main
      .insertInto('gaps')
      .values({ ...gap, startedAt: WORLD_START + 4_800, endedAt: WORLD_START + 9_000, reason: 'no-media' })
      .execute();
    world.now = Date.now();
    await world.seal();
    expect(await table().ofSubjects(['gap-1'])).toEqual([]);
    world.now = Date.now() + 60_000;
    await main
      .deleteFrom('segments')
      .where('id', '=', segmentIds[1] ?? '')
      .execute();
    await world.seal();
    const seals = await table().ofSubjects(['gap-1', segmentIds[1] ?? '']);
    expect(seals.map(({ kind, chain, position }) => [kind, chain, position])).toEqual([
      ['gap', 'car/camera/front', 4],
      ['segment', 'car/camera/rear', 1],
      ['removal', 'car/camera/rear', 2],
    ]);
  });

  it('seals with all its lines a segment of which the index learns long after its journal was read', async () => {
    const late = await world.record('mast', WORLD_START + 20_000, 4);
    const lines = new SegmentLines([world.directory]);
    const early = await world.record('mast', WORLD_START + 30_000, 4);
    expect((await lines.of([{ id: early, startedAt: WORLD_START + 30_000 }])).get(early)).toHaveLength(6);
    for (let round = 0; round < 500; round += 1) lines.forget([early]);
    expect((await lines.of([{ id: late, startedAt: WORLD_START + 20_000 }])).get(late)).toHaveLength(6);
  });

  it('gives what a terminal recorded by itself a chain of its own, since it comes later than what followed it', async () => {
    const own = 'recorded-by-the-terminal';
    await world.databases.main
      .insertInto('segments')
      .values({
        ...{ id: own, vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', source: 'device' },
        ...{ groupId: null, burstId: null, path: own, mimeType: 'video/mp4', state: 'closed', bytes: 10, initBytes: 1 },
        ...{ startedAt: WORLD_START + 1_000, endedAt: WORLD_START + 2_000 },
        ...{ keyOffset: null, keyBytes: null, keyAt: null },
      })
      .execute();
    await world.seal();
    const seals = await table().ofSubjects([own]);
    expect(seals.map(({ chain, position }) => [chain, position])).toEqual([['car/camera/front/device', 1]]);
  });

  it('takes no change of what was sealed', async () => {
    await expect(world.databases.main.deleteFrom('recordSeals').execute()).rejects.toThrow(/only ever added to/);
    await expect(world.databases.main.deleteFrom('recordHeads').execute()).rejects.toThrow(/only ever added to/);
  });
});
