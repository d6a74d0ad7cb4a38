import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceScope } from '@protocol';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { digestOf } from '../signaling-server/recorder/digestOf';
import { PackedZip } from './fixtures/PackedZip';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 120_000;
const LEFT_OUT = '原件含路人面部';
const region = {
  ...{ what: 'face', from: WORLD_START + 1_000, to: WORLD_START + 3_000 },
  keyframes: [{ at: WORLD_START + 1_000, x: 0.1, y: 0.1, width: 0.2, height: 0.2 }],
};

interface ManifestJson {
  readonly recordings: readonly { readonly cameraView: string | null; readonly segments: readonly object[] }[];
  readonly coveredCopies: readonly { readonly path: string; readonly originals: string; readonly regions: object[] }[];
  readonly keptStills: readonly { readonly path: string; readonly cameraView: string }[];
  readonly leftOut: readonly { readonly why: string }[];
  readonly originalsLeftOut?: string;
}

describe('a package with what people kept of its recordings', () => {
  let world: EvidenceWorld;
  const scope: EvidenceScope = {
    ...{ from: WORLD_START, to: WORLD_START + 4_000, withCopies: false, category: 'case', reason: '案件取证' },
    tracks: [
      { vehicleId: 'car', track: 'camera', cameraView: 'front' },
      { vehicleId: 'car', track: 'camera', cameraView: 'rear' },
    ],
  };

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    const front = await world.record('front', WORLD_START, 10);
    const rear = await world.record('rear', WORLD_START, 10);
    await world.fill([front, rear]);
    await world.seal();
    const { main } = world.databases;
    await mkdir(join(world.folder, 'stills'));
    await mkdir(join(world.folder, 'covers'));
    for (const [view, segmentId] of [
      ['front', front],
      ['rear', rear],
    ] as const) {
      const file = join(world.folder, 'stills', `still-${view}.jpg`);
      const picture = ['-f', 'lavfi', '-i', 'color=c=gray:size=64x36', '-frames:v', '1', '-update', '1'];
      execFileSync('ffmpeg', ['-v', 'error', ...picture, file]);
      const { sha256 } = digestOf(await readFile(file));
      await main
        .insertInto('stills')
        .values({
          ...{
            id: `still-${view}`,
            clientKey: view,
            vehicleId: 'car',
            cameraView: view,
            placeId: 'east',
            plate: '鄂A·1',
          },
          ...{ placeName: '东区', longitude: null, latitude: null, at: WORLD_START + 1_500, segmentId, sourceBytes: 1 },
          ...{ sourceSha256: '', sourceSm3: '', reason: '投诉核查', bytes: 1, sha256, accountId: 'account' },
          ...{ authorName: '督察', createdAt: WORLD_START },
        })
        .execute();
    }
    const copy = join(world.folder, 'covers', 'cover.mp4');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=c=gray:size=64x36', '-t', '1', copy]);
    await main
      .insertInto('coveredCopies')
      .values({
        ...{ id: 'cover', clientKey: 'cover', vehicleId: 'car', cameraView: 'front', placeId: 'east', plate: '鄂A·1' },
        ...{ fromAt: WORLD_START + 1_000, toAt: WORLD_START + 3_000, regions: JSON.stringify([region]) },
        ...{
          reason: '遮挡路人',
          state: 'done',
          percent: 100,
          failure: null,
          bytes: 1,
          sha256: '',
          accountId: 'account',
        },
        parts: JSON.stringify([
          { segmentId: front, from: WORLD_START + 1_000, to: WORLD_START + 3_000, offsetMs: 0, sha256: '' },
        ]),
        ...{ authorName: '督察', createdAt: WORLD_START, revision: 1 },
      })
      .execute();
  }, LONG_MS);
  afterAll(async () => await world.close());

  it(
    'names the covered copy with its regions beside its original, and verifies',
    async () => {
      const zip = await world.makePackage({ ...scope, coverIds: ['cover'] });
      const packed = await PackedZip.create(zip);
      const manifest = JSON.parse(packed.of('manifest.json').toString()) as ManifestJson;
      expect(manifest.coveredCopies).toMatchObject([{ originals: 'in', regions: [region] }]);
      expect(packed.of(manifest.coveredCopies[0]?.path ?? '')).toEqual(
        await readFile(join(world.folder, 'covers', 'cover.mp4')),
      );
      expect(manifest.keptStills.map(({ cameraView }) => cameraView)).toEqual(['front', 'rear']);
      expect(manifest.recordings.filter(({ segments }) => segments.length > 0)).toHaveLength(2);
      expect(await verifyFile(zip)).toMatchObject({ isComplete: true, isUnaltered: true, findings: [] });
    },
    LONG_MS,
  );

  it(
    'leaves everything out that shows what was covered, says why, and verifies all the same',
    async () => {
      const zip = await world.makePackage({ ...scope, coverIds: ['cover'], originalsLeftOut: LEFT_OUT });
      const packed = await PackedZip.create(zip);
      const manifest = JSON.parse(packed.of('manifest.json').toString()) as ManifestJson;
      expect(manifest).toMatchObject({ originalsLeftOut: LEFT_OUT, coveredCopies: [{ originals: 'left-out' }] });
      expect(manifest.leftOut.map(({ why }) => why)).toEqual(['covered']);
      expect(manifest.recordings.find(({ cameraView }) => cameraView === 'front')?.segments).toEqual([]);
      expect(manifest.recordings.find(({ cameraView }) => cameraView === 'rear')?.segments).toHaveLength(1);
      expect(manifest.keptStills.map(({ cameraView }) => cameraView)).toEqual(['rear']);
      expect(packed.paths.filter((path) => path.includes('front'))).toEqual([manifest.coveredCopies[0]?.path]);
      expect(await verifyFile(zip)).toMatchObject({ isComplete: true, isUnaltered: true, findings: [] });
    },
    LONG_MS,
  );
});
