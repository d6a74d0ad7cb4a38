import type { z } from 'zod';
import { checkChains } from './checkChains';
import { checkCustody, custodyLines } from './checkCustody';
import { checkSegment } from './checkSegment';
import { checkStamps } from './checkStamps';
import { Findings } from './Findings';
import { digestOf, digesting, isSame, sha256Of, type Digest } from './hashes';
import { KeyRing } from './KeyRing';
import {
  chainsShape,
  custodyShape,
  manifestShape,
  segmentRecordShape,
  signatureShape,
  type Manifest,
  type PackageSignature,
} from './packageFormat';
import type { PackageFacts, Verdict } from './Verdict';
import { BrokenZip, ZipReader, type ByteSource, type ZipEntry } from './ZipReader';

const UNLISTED = ['manifest.json', 'signature.json'];

/**
 * Reads a whole package and says what of it holds. Nothing of the centre is needed: whether the key is the centre's is
 * for a person to say, who was given its fingerprint another way. `onProgress` is told the share that was read, 0 to 1.
 */
export async function verifyPackage(source: ByteSource, onProgress: (share: number) => void): Promise<Verdict> {
  const findings = new Findings();
  try {
    const zip = await ZipReader.create(source);
    return await new Verification(zip, findings, onProgress).run();
  } catch (error) {
    if (!(error instanceof BrokenZip)) throw error;
    findings.add('package-cut-off', error.message);
    return verdictOf(findings, null, [], { files: 0, segments: 0, pieces: 0, signatures: 0 });
  }
}

class Verification {
  private readonly entries = new Map<string, ZipEntry>();
  private readonly checked = { files: 0, segments: 0, pieces: 0, signatures: 0 };
  private readBytes = 0;
  /** What was found in each original, to tell what was put in its place. */
  private readonly originals = new Map<string, string>();

  constructor(
    private readonly zip: ZipReader,
    private readonly findings: Findings,
    private readonly onProgress: (share: number) => void,
  ) {}

  async run(): Promise<Verdict> {
    const { findings, zip } = this;
    for (const entry of zip.entries) {
      if (this.entries.has(entry.path)) findings.add('file-added', entry.path);
      else this.entries.set(entry.path, entry);
    }
    const text = await this.text('manifest.json');
    const manifest = text === null ? null : this.parse(manifestShape, 'manifest.json', text);
    if (text === null || manifest === null) {
      findings.add('not-a-package', 'manifest.json');
      return verdictOf(findings, null, [], this.checked);
    }
    const signature = await this.json(signatureShape, 'signature.json');
    const keys = KeyRing.create(signature?.keys ?? [], findings);
    if (!keys.knows(manifest.key.fingerprint)) findings.add('another-key', 'manifest.json');
    if (signature) this.checkSignature(manifest, text, signature, keys);
    const chains = await this.json(chainsShape, 'seals/chains.json');
    const sound = chains && checkChains(chains, manifest, keys, findings);
    const timeStamps = chains && sound && (await checkStamps(chains, sound.heads, findings));
    this.checked.signatures += (chains?.heads.length ?? 0) + keys.fingerprints.length;
    for (const { segments } of manifest.recordings) {
      for (const named of segments) {
        const where = named.file;
        const record = await this.json(segmentRecordShape, `seals/segments/${named.segmentId}.json`);
        const content = await this.content(named.file);
        if (content) this.originals.set(named.file, sha256Of(content));
        if (!record) continue;
        const link = sound?.links.get(named.segmentId);
        const head = link && sound?.heads.get(link.headNumber);
        this.checked.pieces += checkSegment({ named, where, record, link, head, content }, findings);
        this.checked.segments += 1;
      }
    }
    const custody = await this.json(custodyShape, 'custody.json');
    if (custody) this.checked.signatures += checkCustody(custody, manifest.custodyRows, keys, findings);
    await this.checkFiles(manifest);
    this.onProgress(1);
    const lines = custody ? custodyLines(custody) : [];
    return { ...verdictOf(findings, manifest, lines, this.checked), timeStamps, ...fingerprintsOf(signature, keys) };
  }

  private checkSignature(manifest: Manifest, text: string, signature: PackageSignature, keys: KeyRing): void {
    this.checked.signatures += 1;
    const { sha256, sm3 } = signature.manifest;
    const signed = JSON.stringify(['zhiqin-package', manifest.packageId, sha256, sm3, signature.signedAt]);
    const judged = keys.judge(signed, signature);
    if (judged === 'another-key') this.findings.add('another-key', 'signature.json');
    else if (judged === 'forged') this.findings.add('manifest-altered', 'signature.json');
    if (!isSame(digestOf(text), signature.manifest)) this.findings.add('manifest-altered', 'manifest.json');
  }

  private async checkFiles({ files }: Manifest): Promise<void> {
    const listed = new Map(files.map((file) => [file.path, file]));
    const originals = files.filter(({ kind }) => kind === 'original');
    for (const { path, bytes, kind, ...expected } of files) {
      const entry = this.entries.get(path);
      if (!entry) {
        this.findings.add(kind === 'original' ? 'segment-missing' : 'file-missing', path);
        continue;
      }
      this.checked.files += 1;
      const isChanged =
        kind === 'original' ? this.isOriginalChanged(path, expected) : !(await this.matches(entry, expected));
      if (!isChanged && entry.bytes === bytes) continue;
      if (kind === 'original') this.explainOriginal(path, originals);
      else this.findings.add(kind === 'data' ? 'data-altered' : 'file-altered', path);
    }
    for (const { path } of this.zip.entries) {
      if (listed.has(path) || UNLISTED.includes(path)) continue;
      const entry = this.entries.get(path);
      const copied = entry && (await this.originalLike(entry, originals));
      if (copied) this.findings.add('segment-duplicated', path);
      else this.findings.add('file-added', path);
    }
  }

  private isOriginalChanged(path: string, expected: Digest): boolean {
    return this.originals.get(path) !== expected.sha256;
  }

  /** The content of another recording in the place of this one: exchanged where this one stands there, else copied. */
  private explainOriginal(
    path: string,
    originals: readonly { readonly path: string; readonly sha256: string }[],
  ): void {
    const found = this.originals.get(path);
    const other = originals.find((original) => original.path !== path && original.sha256 === found);
    if (!other) return this.findings.add('file-altered', path);
    const isStillThere = this.originals.get(other.path) === other.sha256;
    this.findings.add(isStillThere ? 'segment-duplicated' : 'segments-swapped', path);
  }

  private async originalLike(
    entry: ZipEntry,
    originals: readonly { readonly bytes: number; readonly sha256: string; readonly sm3: string }[],
  ): Promise<boolean> {
    const sized = originals.filter(({ bytes }) => bytes === entry.bytes);
    for (const original of sized) if (await this.matches(entry, original)) return true;
    return false;
  }

  private async matches(entry: ZipEntry, expected: Digest): Promise<boolean> {
    const hash = digesting();
    for await (const part of this.zip.parts(entry)) {
      hash.add(part);
      await this.progressed(part.length);
    }
    return isSame(hash.end(), expected);
  }

  private async content(path: string): Promise<Uint8Array | null> {
    const entry = this.entries.get(path);
    if (!entry) return null;
    const content = await this.zip.content(entry);
    await this.progressed(content.length);
    return content;
  }

  private async text(path: string): Promise<string | null> {
    const content = await this.content(path);
    return content && new TextDecoder().decode(content);
  }

  private async json<Shape extends z.ZodType>(shape: Shape, path: string): Promise<z.output<Shape> | null> {
    const text = await this.text(path);
    if (text === null) {
      this.findings.add('file-missing', path);
      return null;
    }
    return this.parse(shape, path, text);
  }

  private parse<Shape extends z.ZodType>(shape: Shape, path: string, text: string): z.output<Shape> | null {
    try {
      return shape.parse(JSON.parse(text));
    } catch {
      this.findings.add('file-altered', path);
      return null;
    }
  }

  /** Also lets the page breathe. */
  private async progressed(bytes: number): Promise<void> {
    this.readBytes += bytes;
    const all = this.zip.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    this.onProgress(Math.min(0.99, this.readBytes / Math.max(1, all)));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function verdictOf(
  findings: Findings,
  manifest: Manifest | null,
  custody: ReturnType<typeof custodyLines>,
  checked: Verdict['checked'],
): Verdict {
  const { isComplete, isUnaltered, list } = findings;
  const isRead = manifest !== null;
  return {
    isComplete: isRead && isComplete,
    isUnaltered: isRead && isUnaltered,
    findings: list,
    ...{
      fingerprint: null,
      fingerprints: [],
      timeStamps: null,
      custody,
      checked,
      facts: manifest && factsOf(manifest),
    },
  };
}

/** A package that was signed with a key that it does not know has none that could be confirmed. */
function fingerprintsOf(
  signature: PackageSignature | null,
  keys: KeyRing,
): Pick<Verdict, 'fingerprint' | 'fingerprints'> {
  const fingerprint = signature && keys.knows(signature.keyFingerprint) ? signature.keyFingerprint : null;
  return { fingerprint, fingerprints: fingerprint === null ? [] : keys.fingerprints };
}

function factsOf(manifest: Manifest): PackageFacts {
  const { packageId, createdAt, exportedBy, category, reason, span, vehicles, recordings, leftOut } = manifest;
  const talk = leftOut.filter(({ why }) => why === 'not-permitted');
  return {
    ...{ packageId, createdAt, exportedBy, category, reason, span },
    plates: vehicles.map(({ plate }) => plate),
    recordings: recordings.map(({ plate, track, cameraView, segments, gaps }) => ({
      ...{ plate, track, cameraView, segments: segments.length, gaps: gaps.length },
    })),
    leftOut: leftOut.length - talk.length,
    leftOutTalk: talk.length,
  };
}
