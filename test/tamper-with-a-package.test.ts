import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { copyFile, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyState, type Verdict } from '../renderer/verifier/Verdict';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { digestOf } from '../signaling-server/recorder/digestOf';
import { PackedZip } from './fixtures/PackedZip';
import { codesOf, verifyChanged } from './fixtures/verifyChanged';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;

interface ManifestJson {
  readonly packageId: string;
  readonly key: { fingerprint: string; publicKey: string };
  readonly recordings: { segments: { segmentId: string; file: string; startedAt: number; endedAt: number }[] }[];
  files: { path: string; bytes: number; sha256: string; sm3: string }[];
}
interface ChainsJson {
  links: { subjectId: string; leaf: string }[];
  heads: { number: number; signedAt: number; keyFingerprint: string; signature: string }[];
}
interface CustodyJson {
  rows: { row: { actorName: string; details: Record<string, string> }; seal: { subjectKind: string } }[];
}

describe('a package of evidence', () => {
  let world: EvidenceWorld;
  let zip: string;
  let whole: PackedZip;

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    const segmentIds: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      segmentIds.push(await world.record('front', WORLD_START + index * 4_000, 10));
      segmentIds.push(await world.record('rear', WORLD_START + index * 4_000, 10));
    }
    await world.fill(segmentIds);
    await world.seal();
    zip = await world.makePackage({
      ...{ from: WORLD_START + 2_500, to: WORLD_START + 14_500, withCopies: false },
      ...{ category: 'case', reason: '占道经营案件取证' },
      tracks: [
        { vehicleId: 'car', track: 'camera', cameraView: 'front' },
        { vehicleId: 'car', track: 'camera', cameraView: 'rear' },
      ],
    });
    whole = await PackedZip.create(zip);
  }, LONG_MS);
  afterAll(async () => await world.close());

  /** What the verifier says of a package that was changed. */
  const changed = (change: (copy: PackedZip) => unknown): Promise<Verdict> =>
    verifyChanged(whole, world.folder, change);

  /** What somebody does who knows the format: the manifest is made to fit, and signed with a key of his own. */
  const madeToFit = (copy: PackedZip, everything = false): PackedZip => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const info = publicKey.export({ type: 'spki', format: 'der' });
    const keyFingerprint = createHash('sha256').update(info).digest('hex');
    const signedBy = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');
    if (everything) {
      copy.edit<{ heads: Record<string, unknown>[] }>('seals/chains.json', ({ heads }) => {
        for (const head of heads) {
          const { number, signedAt, size, rootSha256, rootSm3, previousSha256, previousSm3 } = head;
          const fields = [number, signedAt, size, rootSha256, rootSm3, previousSha256, previousSm3];
          head['keyFingerprint'] = keyFingerprint;
          head['signature'] = signedBy(JSON.stringify(['zhiqin-record-head', ...fields]));
        }
      });
      copy.edit<{ heads: Record<string, unknown>[] }>('custody.json', ({ heads }) => {
        for (const head of heads) {
          const { position, hash, signedAt } = head;
          head['keyFingerprint'] = keyFingerprint;
          head['signature'] = signedBy(JSON.stringify(['zhiqin-audit-head', position, hash, signedAt]));
        }
      });
    }
    copy.edit<ManifestJson>('manifest.json', (manifest) => {
      manifest.key.fingerprint = keyFingerprint;
      manifest.key.publicKey = info.toString('base64');
      manifest.files = manifest.files
        .filter(({ path }) => copy.paths.includes(path))
        .map((file) => ({ ...file, bytes: copy.of(file.path).length, ...digestOf(copy.of(file.path)) }));
    });
    const manifest = digestOf(copy.of('manifest.json'));
    const fields = [1, 'Ed25519', keyFingerprint, info.toString('base64'), 0, null];
    const own = {
      ...{ number: 1, algorithm: 'Ed25519', fingerprint: keyFingerprint, publicKey: info.toString('base64') },
      ...{ validFrom: 0, previousFingerprint: null, previousSignature: null },
      ownSignature: signedBy(JSON.stringify(['zhiqin-key', ...fields])),
    };
    copy.edit<Record<string, unknown>>('signature.json', (signature) => {
      const { packageId } = JSON.parse(copy.of('manifest.json').toString()) as ManifestJson;
      const text = JSON.stringify(['zhiqin-package', packageId, manifest.sha256, manifest.sm3, signature['signedAt']]);
      Object.assign(signature, { manifest, keyFingerprint, signature: signedBy(text), keys: [own] });
    });
    return copy;
  };

  const original = (index: number): string => whole.path('originals/鄂A-12345-front/', '.mp4', index);

  it('is found complete and unaltered as it was made, whatever is repacked', async () => {
    for (const verdict of [await verifyFile(zip), await changed(() => undefined)]) {
      expect(verdict.findings).toEqual([]);
      expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true, fingerprint: world.key.fingerprint });
      expect(verdict.checked).toMatchObject({ segments: 8, signatures: expect.any(Number) as number });
      expect(verdict.facts).toMatchObject({ exportedBy: '督察', reason: '占道经营案件取证', plates: ['鄂A·12345'] });
    }
  });

  it('discloses of the first and the last segment no more than the span touches, and proves that it is a part', async () => {
    const volume = await readFile(
      join(world.directory, '2026-11-21', 'car', 'camera-front', original(0).split('/').at(-1) ?? ''),
    );
    const first = whole.of(original(0));
    expect(first.length).toBeLessThan(volume.length);
    expect(volume.subarray(-200)).toEqual(first.subarray(-200));
    expect(whole.of(original(1)).length).toBe(volume.length);
  });

  it('says who touched it, and that the key is not confirmed until its fingerprint is given from outside', async () => {
    const verdict = await verifyFile(zip);
    expect(
      verdict.custody.map(({ actorName, action, reason, segments }) => [actorName, action, reason, segments]),
    ).toEqual([
      ['督察', 'recording.play', '', 8],
      ['督察', 'evidence.export', '占道经营案件取证', 8],
    ]);
    expect(keyState(verdict.fingerprints, '')).toBe('unconfirmed');
    const spoken = (world.key.fingerprint.toUpperCase().match(/.{4}/g) ?? []).join(' ');
    expect(keyState(verdict.fingerprints, spoken)).toBe('confirmed');
    expect(keyState(verdict.fingerprints, '00'.repeat(32))).toBe('other');
  });

  it('names one changed bit of a picture, with its moment', async () => {
    const verdict = await changed((copy) => {
      const bytes = Buffer.from(copy.of(original(1)));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5);
      copy.put(original(1), bytes);
    });
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: false });
    expect(verdict.findings).toContainEqual({
      ...{ code: 'picture-altered', where: original(1) },
      span: { from: WORLD_START + 7_600, to: WORLD_START + 8_000 },
    });
  });

  it('names the changed bit where manifest and signature were made to fit, too', async () => {
    const verdict = await changed((copy) => {
      const bytes = Buffer.from(copy.of(original(1)));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5);
      madeToFit(copy.put(original(1), bytes), true);
    });
    expect(codesOf(verdict)).toContain('picture-altered');
    expect(keyState(verdict.fingerprints, world.key.fingerprint)).toBe('other');
  });

  it('names a dropped segment', async () => {
    const verdict = await changed((copy) => copy.remove(original(1)));
    expect(verdict.isComplete).toBe(false);
    expect(verdict.findings).toContainEqual(expect.objectContaining({ code: 'segment-missing', where: original(1) }));
  });

  it('names a dropped segment where the manifest was made to forget it', async () => {
    const verdict = await changed((copy) => {
      copy.remove(original(1)).edit<ManifestJson>('manifest.json', ({ recordings }) => {
        for (const recording of recordings) {
          recording.segments = recording.segments.filter(({ file }) => file !== original(1));
        }
      });
      madeToFit(copy);
    });
    expect(verdict.isComplete).toBe(false);
    expect(codesOf(verdict)).toEqual(expect.arrayContaining(['segment-missing', 'another-key']));
  });

  it('names swapped segments', async () => {
    const verdict = await changed((copy) => {
      copy.put(original(1), whole.of(original(2))).put(original(2), whole.of(original(1)));
    });
    expect(verdict.findings).toContainEqual(expect.objectContaining({ code: 'segments-swapped', where: original(1) }));
    expect(verdict.findings).toContainEqual(expect.objectContaining({ code: 'segments-swapped', where: original(2) }));
  });

  it('names a segment that stands there twice, in the place of another or beside it', async () => {
    const instead = await changed((copy) => copy.put(original(2), whole.of(original(1))));
    expect(instead.findings).toContainEqual(
      expect.objectContaining({ code: 'segment-duplicated', where: original(2) }),
    );
    const beside = `${original(1)}.again.mp4`;
    const added = await changed((copy) => copy.put(beside, whole.of(original(1))));
    expect(added.findings).toEqual([{ code: 'segment-duplicated', where: beside, span: null }]);
  });

  it('names a moved clock, in the manifest and in the lines of the record', async () => {
    const later = 3_600_000;
    const inManifest = await changed((copy) => {
      copy.edit<ManifestJson>('manifest.json', ({ recordings }) => {
        for (const segment of recordings[0]?.segments ?? []) {
          segment.startedAt += later;
          segment.endedAt += later;
        }
      });
      madeToFit(copy);
    });
    expect(codesOf(inManifest)).toEqual(expect.arrayContaining(['clock-moved', 'another-key']));
    const inLines = await changed((copy) => {
      const manifest = JSON.parse(copy.of('manifest.json').toString()) as ManifestJson;
      const { segmentId = '' } = manifest.recordings[0]?.segments[1] ?? {};
      copy.edit<{ lines: { text: string }[] }>(`seals/segments/${segmentId}.json`, ({ lines }) => {
        for (const line of lines) {
          line.text = line.text.replace(
            /"(startedAt|endedAt)":(\d+)/g,
            (_, name, at) => `"${name}":${Number(at) + later}`,
          );
        }
      });
    });
    expect(codesOf(inLines)).toEqual(expect.arrayContaining(['clock-moved', 'record-altered']));
  });

  it('names a changed order', async () => {
    const verdict = await changed((copy) => copy.put('data/orders.json', '[{"number":8}]'));
    expect(verdict.findings).toEqual([{ code: 'data-altered', where: 'data/orders.json', span: null }]);
  });

  it('names a removed custody row, at the end too, and a changed one', async () => {
    for (const index of [1, -1]) {
      const verdict = await changed((copy) => {
        copy.edit<CustodyJson>('custody.json', ({ rows }) => rows.splice(index, 1));
        madeToFit(copy);
      });
      expect(verdict.isComplete).toBe(false);
      expect(codesOf(verdict)).toContain('custody-removed');
    }
    const verdict = await changed((copy) => {
      copy.edit<CustodyJson>('custody.json', ({ rows }) => {
        for (const { row } of rows) row.actorName = '他人';
      });
    });
    expect(codesOf(verdict)).toContain('custody-altered');
  });

  it('names a tail that was cut off: of the zip, of a recording, of its lines', async () => {
    const cut = join(world.folder, 'cut.zip');
    await copyFile(zip, cut);
    await truncate(cut, (await stat(zip)).size - 2_000);
    expect(await verifyFile(cut)).toMatchObject({ isComplete: false, findings: [{ code: 'package-cut-off' }] });
    const shorter = await changed((copy) => copy.put(original(1), copy.of(original(1)).subarray(0, -300)));
    expect(shorter.isComplete).toBe(false);
    expect(codesOf(shorter)).toContain('recording-cut-off');
    const { segmentId = '' } =
      (JSON.parse(whole.of('manifest.json').toString()) as ManifestJson).recordings[0]?.segments[1] ?? {};
    const lines = await changed((copy) => {
      copy.edit<{ lines: unknown[]; lineCount: number }>(`seals/segments/${segmentId}.json`, (record) => {
        record.lines.splice(-3);
        record.lineCount -= 3;
      });
    });
    expect(codesOf(lines)).toContain('recording-cut-off');
  });

  it('names the cut tail of a part: its last lines with their ways to the root, and the bytes that they are of', async () => {
    const { file = '', segmentId = '' } =
      (JSON.parse(whole.of('manifest.json').toString()) as ManifestJson).recordings[0]?.segments.at(-1) ?? {};
    const cut = (copy: PackedZip): number => {
      let bytes = 0;
      let end = 0;
      copy.edit<{ lines: { text: string; path?: unknown }[] }>(`seals/segments/${segmentId}.json`, ({ lines }) => {
        expect(lines.every(({ path }) => path !== undefined)).toBe(true);
        const fragments = lines.filter(({ text }) => text.includes('"fragment"'));
        for (const { text } of fragments.slice(-2)) bytes += (JSON.parse(text) as { bytes: number }).bytes;
        end = (JSON.parse(fragments.at(-3)?.text ?? '{}') as { endedAt: number }).endedAt;
        for (const fragment of fragments.slice(-2)) lines.splice(lines.indexOf(fragment), 1);
      });
      copy.put(file, copy.of(file).subarray(0, -bytes));
      return end;
    };
    let end = 0;
    const verdict = await changed((copy) => (end = cut(copy)));
    const finding = { code: 'recording-cut-off', where: file, span: { from: end, to: WORLD_START + 14_800 } };
    expect(verdict.isComplete).toBe(false);
    expect(verdict.findings).toContainEqual(finding);
    const fitted = await changed((copy) => {
      cut(copy);
      madeToFit(copy);
    });
    expect(fitted.findings).toContainEqual(finding);
    expect(codesOf(fitted)).toContain('another-key');
  });

  it('names a chain whose last leaf was cut off, with the recording that it was of', async () => {
    const cut = (copy: PackedZip): void => {
      copy.edit<ChainsJson>('seals/chains.json', (chains) => {
        const { segmentId = '' } =
          (JSON.parse(copy.of('manifest.json').toString()) as ManifestJson).recordings[0]?.segments.at(-1) ?? {};
        chains.links = chains.links.filter(({ subjectId }) => subjectId !== segmentId);
      });
    };
    const verdict = await changed(cut);
    expect(verdict.isComplete).toBe(false);
    expect(verdict.findings).toContainEqual(expect.objectContaining({ code: 'recording-cut-off', where: original(3) }));
    const fitted = await changed((copy) => {
      cut(copy);
      madeToFit(copy);
    });
    expect(codesOf(fitted)).toEqual(expect.arrayContaining(['recording-cut-off', 'another-key']));
  });

  it('names another key, and a head that was not signed', async () => {
    const manifestOnly = await changed((copy) => madeToFit(copy));
    expect(codesOf(manifestOnly)).toContain('another-key');
    const forged = await changed((copy) => {
      copy.edit<ChainsJson>('seals/chains.json', ({ heads }) => {
        for (const head of heads) head.signedAt -= 86_400_000;
      });
    });
    expect(codesOf(forged)).toContain('head-forged');
    // Who signs everything anew with a key of his own is told by the fingerprint alone.
    const everything = await changed((copy) => madeToFit(copy, true));
    expect(everything.findings).toEqual([]);
    expect(keyState(everything.fingerprints, world.key.fingerprint)).toBe('other');
  });

  it('names a manifest that was changed without a signature to fit', async () => {
    const verdict = await changed((copy) =>
      copy.edit<Record<string, unknown>>('manifest.json', (manifest) => (manifest['reason'] = '例行检查')),
    );
    expect(codesOf(verdict)).toEqual(['manifest-altered']);
  });

  it('says of another file that it is no package', async () => {
    expect(await verifyFile(join(world.folder, 'verifier.html'))).toMatchObject({
      ...{ isComplete: false, isUnaltered: false },
      findings: [{ code: 'package-cut-off' }],
    });
  });
});
