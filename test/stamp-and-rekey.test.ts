import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyState, type Verdict } from '../renderer/verifier/Verdict';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { RecordHeadFiles } from '../signaling-server/evidence/RecordHeadFiles';
import { RecordSealsTable } from '../signaling-server/evidence/RecordSealsTable';
import { TimeStamper } from '../signaling-server/evidence/TimeStamper';
import { packagePlan, type PackagePlan } from '../signaling-server/packager/packagePlan';
import { silentLog } from '../signaling-server/media/mediaForTests';
import { PackedZip } from './fixtures/PackedZip';
import { TimeStampAuthority, type StamperKey } from './fixtures/TimeStampAuthority';
import { verifyChanged } from './fixtures/verifyChanged';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
/** Only asked when a test asks. */
const NEVER_MS = 86_400_000;

interface ChainsJson {
  readonly heads: { number: number; signedAt: number }[];
  readonly stamps: { headNumber: number; token: string }[];
}
interface SignatureJson {
  readonly keys: Record<string, unknown>[];
}

const scope = {
  ...{ from: WORLD_START, to: WORLD_START + 40_000, withCopies: false },
  ...({ category: 'case', reason: '占道经营案件取证' } as const),
  tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' } as const],
};

/** What the packager was told to make, as it is kept beside the zip. */
async function planOf(zip: string): Promise<PackagePlan> {
  const kept = await readFile(zip.replace(/\.zip$/, '.plan.gz'));
  return packagePlan.parse(JSON.parse(gunzipSync(kept).toString()));
}

async function stamperOf(world: EvidenceWorld, { url }: TimeStampAuthority): Promise<TimeStamper> {
  return await TimeStamper.create({
    ...{ database: world.databases.main, url, everyMs: NEVER_MS, log: silentLog, clock: () => world.now },
    files: await RecordHeadFiles.create(join(world.folder, 'audit-heads')),
  });
}

describe.each<StamperKey>(['rsa', 'ec'])('a package whose heads an authority stamped with a key of %s', (key) => {
  let world: EvidenceWorld;
  let authority: TimeStampAuthority;
  let zip: string;
  let verdict: Verdict;

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    authority = await TimeStampAuthority.create(join(world.folder, 'authority'), key);
    world.stamper = await stamperOf(world, authority);
    const segmentIds = [await world.record('front', WORLD_START, 10)];
    await world.fill(segmentIds);
    await world.seal();
    await world.stamper.stamp();
    // Two heads that no stamp follows but the one that is asked for when the package is made.
    segmentIds.push(await world.record('front', WORLD_START + 4_000, 10));
    await world.seal();
    segmentIds.push(await world.record('front', WORLD_START + 8_000, 10));
    await world.seal();
    zip = await world.makePackage(scope);
    verdict = await verifyFile(zip);
  }, LONG_MS);
  afterAll(async () => {
    await world.stamper?.close();
    await authority.close();
    await world.close();
  });

  it('says that the authority vouches for every signature, by when, and by which certificates', async () => {
    expect(verdict.findings).toEqual([]);
    const { heads = 0, stampedHeads, latest, authority: name, fingerprints = [] } = verdict.timeStamps ?? {};
    expect(heads).toBeGreaterThanOrEqual(3);
    expect(stampedHeads).toBe(heads);
    expect(name).toBe('Test Time Authority');
    expect(Math.abs((latest ?? 0) - Date.now())).toBeLessThan(LONG_MS);
    const root = (await authority.rootFingerprint()).replaceAll(':', '').toLowerCase();
    expect(fingerprints).toHaveLength(2);
    expect(fingerprints.at(-1)).toBe(root);
    expect(authority.asked).toBe(2);
  });

  it('tells the same in the report: by whom, by when, and that no signature is without', async () => {
    const { timeStamps } = await planOf(zip);
    const { heads, stampedHeads, latest, fingerprints } = verdict.timeStamps ?? {};
    expect(timeStamps).toMatchObject({ heads, stampedHeads, latest });
    expect(timeStamps?.authorities).toEqual([
      { url: authority.url, name: 'Test Time Authority', fingerprint: fingerprints?.[0] },
    ]);
  });

  it('names a stamp with a changed bit, one of another head, and says what is not vouched for without it', async () => {
    const whole = await PackedZip.create(zip);
    const changed = (change: (chains: ChainsJson) => void): Promise<Verdict> =>
      verifyChanged(whole, world.folder, (copy) => copy.edit<ChainsJson>('seals/chains.json', change));
    const bit = await changed(({ stamps }) => {
      for (const stamp of stamps) {
        const token = Buffer.from(stamp.token, 'base64');
        token.writeUInt8(token.readUInt8(token.length - 3) ^ 1, token.length - 3);
        stamp.token = token.toString('base64');
      }
    });
    expect(bit.findings.map(({ code }) => code)).toContain('stamp-invalid');
    expect(bit.timeStamps?.stampedHeads).toBe(0);
    const moved = await changed(({ stamps }) => {
      const [first, last] = [stamps[0], stamps.at(-1)];
      if (first && last) [first.token, last.token] = [last.token, first.token];
    });
    expect(moved.findings.filter(({ code }) => code === 'stamp-invalid')).toHaveLength(2);
    const gone = await changed(({ stamps }) => void stamps.pop());
    expect(gone.timeStamps?.stampedHeads).toBeLessThan(gone.timeStamps?.heads ?? 0);
  });

  it('goes on sealing while the authority is away, says so, and catches up when it is back', async () => {
    const { stamper } = world;
    const before = stamper?.state.newest?.headNumber ?? 0;
    authority.isDown = true;
    await world.record('front', WORLD_START + 12_000, 4);
    await world.seal();
    await stamper?.stamp();
    const newest = await new RecordSealsTable(world.databases.main).newestHead();
    expect(newest?.number).toBeGreaterThan(before);
    expect(stamper?.state).toMatchObject({
      newest: { headNumber: before },
      failure: { why: expect.stringContaining('503') as string },
    });
    authority.isDown = false;
    await stamper?.stamp();
    expect(stamper?.state).toMatchObject({ newest: { headNumber: newest?.number }, failure: null });
    await expect(world.databases.main.deleteFrom('recordStamps').execute()).rejects.toThrow(/only ever added to/);
  });
});

describe('a package that was sealed under two keys', () => {
  let world: EvidenceWorld;
  let former: string;
  let zip: string;

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    const segmentIds = [await world.record('front', WORLD_START, 10)];
    await world.fill(segmentIds);
    await world.seal();
    former = world.key.fingerprint;
    world.now += 3_600_000;
    await world.key.change(world.now);
    world.now += 3_600_000;
    await world.record('front', WORLD_START + 4_000, 10);
    await world.seal();
    zip = await world.makePackage(scope);
  }, LONG_MS);
  afterAll(async () => await world.close());

  it('is complete and unaltered, its key not confirmed until the former or the newest fingerprint is given', async () => {
    const verdict = await verifyFile(zip);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true, fingerprint: world.key.fingerprint });
    expect(verdict.timeStamps).toMatchObject({ stampedHeads: 0, latest: null });
    expect((await planOf(zip)).timeStamps).toMatchObject({ stampedHeads: 0, latest: null, authorities: [] });
    expect(keyState(verdict.fingerprints, '')).toBe('unconfirmed');
    expect(keyState(verdict.fingerprints, world.key.fingerprint)).toBe('confirmed');
    expect(keyState(verdict.fingerprints, former)).toBe('confirmed');
    expect(keyState(verdict.fingerprints, '00'.repeat(32))).toBe('other');
  });

  it('names a change of key that the former key did not sign, and confirms nothing by the former key then', async () => {
    const whole = await PackedZip.create(zip);
    const verdict = await verifyChanged(whole, world.folder, (copy) =>
      copy.edit<SignatureJson>('signature.json', ({ keys }) => {
        const [, second] = keys;
        if (second) second['previousSignature'] = second['ownSignature'];
      }),
    );
    expect(verdict.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['key-chain-broken', 'another-key']),
    );
    expect(keyState(verdict.fingerprints, former)).toBe('other');
  });
});
