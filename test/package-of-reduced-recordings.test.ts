import { existsSync } from 'node:fs';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Audit } from '../signaling-server/audit/Audit';
import { custodyOf } from '../signaling-server/evidence/custodyOf';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { silentLog as log } from '../signaling-server/media/mediaForTests';
import { emptyDataFolder } from '../signaling-server/persistence/emptyDataFolder';
import { keyPictures } from '../signaling-server/recorder/keyPictures';
import { Recorder } from '../signaling-server/recorder/Recorder';
import { Volumes } from '../signaling-server/recorder/Volumes';
import { Archive } from '../signaling-server/recording/Archive';
import { Archiver } from '../signaling-server/recording/Archiver';
import { archiveSettings } from '../signaling-server/recording/archiveSettings';
import { ObjectStore } from '../signaling-server/recording/ObjectStore';
import { Reduction } from '../signaling-server/recording/Reduction';
import { SegmentsTable, type SegmentRow } from '../signaling-server/recording/SegmentsTable';
import { PackedZip } from './fixtures/PackedZip';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
const DAY_MS = 86_400_000;
const SECONDS = 10;
const KEYS = { RECORDING_S3_ACCESS_KEY: 'S3RVER', RECORDING_S3_SECRET_KEY: 'S3RVER' };

/** Recorder, archiver, reduction, sealer and packager are the product's own; the storage is a small server that speaks S3. */
describe('recordings that are in the archive when it is time to keep only their key pictures', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let storage: S3rver;
  let store: ObjectStore;
  let world: EvidenceWorld;
  let recorder: Recorder;
  let archiver: Archiver;
  let reduction: Reduction;
  const orders: Promise<void>[] = [];
  const told = (order: Parameters<Recorder['take']>[0]): boolean => {
    orders.push(recorder.take(order));
    return true;
  };

  beforeAll(async () => {
    folder = await emptyDataFolder();
    storage = new S3rver({
      ...{ port: 0, address: '127.0.0.1', silent: true, directory: join(folder.path, 'store') },
      configureBuckets: [{ name: 'recordings', configs: [] }],
    });
    const { port } = await storage.run();
    // The packager finds the archive as the server does.
    const environment = { ...KEYS, RECORDING_S3_URL: `http://127.0.0.1:${port}/recordings/city` };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    store = new ObjectStore(archiveSettings(environment)!);
    world = await EvidenceWorld.create(new Archive(store));
    const { main: database } = world.databases;
    const [{ files }, clock] = [world, () => world.now];
    recorder = Recorder.create({
      volumes: await Volumes.create({
        directories: [world.directory],
        onGrew: (of, path) => world.intake.grew(of, path),
      }),
      ...{ log, tell: () => undefined },
    });
    archiver = Archiver.create({
      ...{ database, files, store, log, clock },
      release: (segments) => told({ type: 'release-segments', segments: [...segments] }),
    });
    reduction = await Reduction.create({
      ...{ database, files, log, clock, audit: new Audit(clock), folder: join(folder.path, 'reducing') },
      rules: () => ({
        rules: { routine: 365, alarm: 365, burst: 365, evidence: 365 },
        reduceAfterDays: { routine: 200, alarm: null },
      }),
      reduce: told,
      remove: (segments) => told({ type: 'delete-segments', segments: [...segments] }),
    });
    await world.fill([]);
  }, LONG_MS);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await reduction.close();
    await archiver.close();
    await recorder.close();
    await world.close();
    await storage.close();
    await folder.remove();
  }, LONG_MS);

  const settle = async (): Promise<void> => {
    await Promise.all(orders.splice(0));
    await world.seal();
  };
  const rows = (): Promise<SegmentRow[]> =>
    new SegmentsTable(world.databases.main).ofVehicle('car', WORLD_START, WORLD_START + DAY_MS);
  const isOnVolume = ({ path }: SegmentRow): boolean => existsSync(join(world.directory, path));

  it(
    'are reduced all the same, leave the archive, and make a package that is whole and says what it lacks',
    async () => {
      await world.recordPictures('front', WORLD_START, SECONDS);
      await world.recordPictures('front', WORLD_START + SECONDS * 1_000, SECONDS);
      await world.seal();
      await archiver.look();
      await settle();
      const originals = await rows();
      const looked = { caller: world.supervisor, action: 'recording.play', placeId: 'east' };
      await world.audit.writeAll(
        world.databases.main,
        originals.map(({ id }) => ({ ...looked, subject: { kind: 'segment', id } })),
      );
      expect(originals.map((row) => [row.stored, isOnVolume(row)])).toEqual([
        ['archive', false],
        ['archive', false],
      ]);
      const pictures = async ({ path, bytes, initBytes }: SegmentRow): Promise<readonly Buffer[]> => {
        const content = await world.files.readWhole(path, bytes);
        return content ? keyPictures(content, initBytes, true).map(({ fragment }) => fragment) : [];
      };
      const before = await Promise.all(originals.map(pictures));
      expect(before.map(({ length }) => length)).toEqual([SECONDS, SECONDS]);

      world.now = WORLD_START + 201 * DAY_MS;
      await reduction.sweep();
      await settle();
      expect((await rows()).map(({ source }) => source).sort()).toEqual(['live', 'live', 'reduced', 'reduced']);
      await reduction.sweep();
      await settle();
      const copies = await rows();
      expect(copies.map(({ source }) => source)).toEqual(['reduced', 'reduced']);
      expect(await Promise.all(copies.map(pictures))).toEqual(before);
      // The originals leave the archive, and their copies come into it.
      await archiver.look();
      await settle();
      await archiver.look();
      await settle();
      expect(archiver.problem).toBeNull();
      for (const { path } of originals) expect(await store.get(path)).toBeNull();
      expect((await rows()).map((row) => [row.stored, isOnVolume(row)])).toEqual([
        ['archive', false],
        ['archive', false],
      ]);

      const zip = await world.makePackage({
        ...{ from: WORLD_START + 2_000, to: WORLD_START + 15_000, withCopies: false },
        ...{ category: 'case', reason: '陈年案件取证' },
        tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
      });
      const verdict = await verifyFile(zip);
      expect(verdict.findings).toEqual([]);
      expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true, checked: { segments: 2 } });
      // Who had looked at the originals is in the custody of what is left of them.
      const deeds = ['recording.play', 'recording.reduce', 'recording.reduce'];
      expect(verdict.custody.map(({ action }) => action).filter((action) => deeds.includes(action))).toEqual(deeds);
      const asked = { vehicleId: 'car', from: WORLD_START, to: WORLD_START + 2 * SECONDS * 1_000 };
      const { entries } = await custodyOf(world.databases.main, asked, { placeIds: ['east'], nameOf: () => '东区' });
      expect(entries.find(({ action }) => action === 'recording.play')).toMatchObject({
        ...{ actorName: '督察', segments: 2 },
      });
      const manifest = JSON.parse((await PackedZip.create(zip)).of('manifest.json').toString()) as {
        leftOut: { segmentId: string; why: string }[];
        recordings: { chain: string; segments: { segmentId: string }[] }[];
      };
      expect(manifest.recordings.map(({ chain, segments }) => [chain, segments.length])).toEqual([
        ['car/camera/front', 0],
        ['car/camera/front/reduced', 2],
      ]);
      expect(manifest.leftOut).toEqual(originals.map(({ id }) => ({ segmentId: id, why: 'reduced' })));
    },
    LONG_MS,
  );
});
