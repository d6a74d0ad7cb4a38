import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraView } from '@protocol';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { DeletionsTable } from '../signaling-server/recording/DeletionsTable';
import { GapsTable } from '../signaling-server/recording/GapsTable';
import { SegmentsTable } from '../signaling-server/recording/SegmentsTable';
import { PackedZip } from './fixtures/PackedZip';
import { codesOf, verifyChanged } from './fixtures/verifyChanged';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
/** A gap is sealed once nothing changes it any more. */
const SETTLED_MS = 60_000;
/** Of 400 ms each. */
const FRAGMENTS = 10;

interface ManifestJson {
  leftOut: { readonly segmentId: string; readonly why: string }[];
  readonly recordings: readonly { readonly segments: readonly { readonly segmentId: string }[] }[];
}

const at = (second: number): number => WORLD_START + second * 1_000;

describe('a package whose chain holds more than the package', () => {
  let world: EvidenceWorld;
  beforeAll(async () => {
    world = await EvidenceWorld.create();
    await world.fill([]);
  }, LONG_MS);
  afterAll(async () => await world.close());

  const packageOf = async (view: CameraView, from: number, to: number): Promise<{ zip: string; packed: PackedZip }> => {
    const zip = await world.makePackage({
      ...{ from: at(from), to: at(to), withCopies: false, category: 'case', reason: '断网期间取证' },
      tracks: [{ vehicleId: 'car', track: 'camera', cameraView: view }],
    });
    return { zip, packed: await PackedZip.create(zip) };
  };
  const manifestOf = (packed: PackedZip): ManifestJson =>
    JSON.parse(packed.of('manifest.json').toString()) as ManifestJson;
  const segmentsOf = (packed: PackedZip): string[] =>
    manifestOf(packed).recordings.flatMap(({ segments }) => segments.map(({ segmentId }) => segmentId));

  it(
    'is complete where a gap within its span was sealed later than what was recorded after it',
    async () => {
      const before = await world.record('front', at(0), FRAGMENTS, 'vehicle-offline');
      const after = await world.record('front', at(20), FRAGMENTS);
      await world.seal();
      await new GapsTable(world.databases.main).add([
        {
          ...{ id: 'radio', vehicleId: 'car', track: 'camera', cameraView: 'front' },
          ...{ startedAt: at(4), endedAt: at(20), reason: 'vehicle-offline' },
        },
      ]);
      world.now = Math.max(world.now, Date.now()) + SETTLED_MS;
      await world.seal();
      const { zip, packed } = await packageOf('front', 1, 15);
      expect(segmentsOf(packed)).toEqual([before]);
      // Its link is in the package, since it lies between the other two.
      expect(packed.of('seals/chains.json').toString()).toContain(after);
      const verdict = await verifyFile(zip);
      expect(verdict.findings).toEqual([]);
      expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true });
    },
    LONG_MS,
  );

  it(
    'names those of its span that held nothing or were deleted since, and is incomplete where it does not',
    async () => {
      const first = await world.record('rear', at(0), FRAGMENTS);
      await world.seal();
      // A recorder that was killed as it began a file leaves one without a picture.
      const empty = 'begun-and-killed';
      const segments = new SegmentsTable(world.databases.main);
      const [begun] = await segments.findAll([first]);
      const nothing = { startedAt: at(4), endedAt: at(4), state: 'interrupted' } as const;
      if (begun) await segments.put([{ ...begun, ...nothing, id: empty, bytes: begun.initBytes }]);
      const deleted = await world.record('rear', at(5), FRAGMENTS);
      const reduced = await world.record('rear', at(9), FRAGMENTS);
      const last = await world.record('rear', at(13), FRAGMENTS);
      await world.seal();
      const gone = await segments.findAll([deleted, reduced]);
      await new DeletionsTable(world.databases.main).takeOff(
        gone.map((row) => ({
          ...{ row, closed: null },
          deleted: { at: world.now, why: row.id === deleted ? 'early' : 'reduced' },
        })),
      );
      const { zip, packed } = await packageOf('rear', 0, 17);
      expect(segmentsOf(packed)).toEqual([first, last]);
      expect(new Map(manifestOf(packed).leftOut.map(({ segmentId, why }) => [segmentId, why]))).toEqual(
        new Map([
          [empty, 'empty'],
          [deleted, 'deleted'],
          [reduced, 'reduced'],
        ]),
      );
      const verdict = await verifyFile(zip);
      expect(verdict.findings).toEqual([]);
      expect(verdict.facts?.leftOut).toBe(3);
      const unnamed = await verifyChanged(packed, world.folder, (copy) =>
        copy.edit<ManifestJson>('manifest.json', (manifest) => (manifest.leftOut = [])),
      );
      expect(unnamed.isComplete).toBe(false);
      expect(codesOf(unnamed)).toContain('segment-missing');
    },
    LONG_MS,
  );
});
