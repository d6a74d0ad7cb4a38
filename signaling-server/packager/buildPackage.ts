import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../recorder/digestOf';
import type { RecordedFileSource } from '../recording/RecordedFiles';
import { addKeptFiles, keptFilesOf } from './addKeptFiles';
import { addOriginals } from './addOriginals';
import { makeCopies, type MadeCopy } from './makeCopies';
import type { ManifestSignature, PackagePlan } from './packagePlan';
import { PackageZip } from './PackageZip';
import { geoJsonOf, gpxOf } from './trackFiles';
import { writeReport } from './writeReport';

const NOTE = `执法记录证据包 · evidence package

1. 双击“核验程序.html”，把整个压缩包拖入，即可离线核验。Open 核验程序.html offline and drop the zip into it.
2. originals/ 为原始录像与录音，一字节未改；copies/ 与 stills/ 为便于观看的副本，不是原件。
   originals/ are the recordings, bit for bit; copies/ and stills/ are copies made for viewing.
3. 公钥指纹须向中心另行索取，不要采信包内所写。Ask the centre for its key's fingerprint; do not trust the one inside.
`;
/** Shares of the whole, for the bar: copies take the longest. */
const COPIES_PERCENT = 55;
const ORIGINALS_PERCENT = 35;

export interface BuildOptions {
  readonly files: RecordedFileSource;
  /** Kept between runs, so that copies that are finished are not made again. */
  readonly workFolder: string;
  /** Where the finished zip goes. */
  readonly target: string;
  readonly onProgress: (percent: number) => void;
  readonly sign: (manifest: Digest) => Promise<ManifestSignature>;
}

/** Makes the zip of a planned package; it bears its name once it is whole. */
export async function buildPackage(plan: PackagePlan, options: BuildOptions): Promise<void> {
  const { files, workFolder, target, onProgress, sign } = options;
  await mkdir(workFolder, { recursive: true });
  const progress = new Progress(plan, onProgress);
  const copies = plan.withCopies
    ? await makeCopies(plan, files, join(workFolder, 'copies'), () => progress.copyDone())
    : [];
  progress.copiesDone();
  // Of this run alone: one before it may have been killed, and leaves its own behind.
  const unfinished = join(workFolder, `package-${process.pid}.zip`);
  const zip = new PackageZip(unfinished, plan.createdAt);
  await zip.addBytes('说明.txt', 'note', NOTE);
  await zip.addFile('核验程序.html', 'verifier', plan.verifier);
  const checks = await addOriginals(zip, plan, files, () => progress.originalDone());
  for (const { path, kind, file } of copies) await zip.addFile(path, kind, file);
  await addKeptFiles(zip, plan);
  await addData(zip, plan);
  const report = join(workFolder, 'report.pdf');
  await writeReport(plan, checks, copies, report);
  await zip.addFile('报告.pdf', 'report', report);
  const manifest = JSON.stringify(manifestOf(plan, zip, copies), null, 1);
  const { sha256, sm3 } = await zip.addParts('manifest.json', 'seal', [Buffer.from(manifest)], false);
  const signature = await sign({ sha256, sm3 });
  await zip.addParts('signature.json', 'seal', [Buffer.from(JSON.stringify(signature, null, 1))], false);
  await zip.end();
  await rename(unfinished, target);
}

async function addData(zip: PackageZip, plan: PackagePlan): Promise<void> {
  await zip.addBytes('seals/chains.json', 'seal', JSON.stringify(plan.seals));
  await zip.addBytes('custody.json', 'seal', JSON.stringify(plan.custody, null, 1));
  for (const [name, entries] of Object.entries(plan.data)) {
    await zip.addBytes(`data/${name}.json`, 'data', JSON.stringify(entries, null, 1));
  }
  for (const track of plan.tracks) {
    await zip.addBytes(`data/${track.name}-轨迹.geojson`, 'data', geoJsonOf(track));
    await zip.addBytes(`data/${track.name}-轨迹.gpx`, 'data', gpxOf(track));
  }
}

/** What the package holds, with the hash of everything in it: the one file that is signed when the package is made. */
function manifestOf(plan: PackagePlan, zip: PackageZip, copies: readonly MadeCopy[]): Record<string, unknown> {
  const { packageId, createdAt, requestedAt, madeBy, actorName, category, reason, span, key, vehicles } = plan;
  return {
    ...{ format: 'zhiqin-evidence', version: 1, packageId, createdAt, requestedAt, madeBy },
    ...{ exportedBy: actorName, category, reason, span, key, vehicles },
    recordings: plan.recordings.map(({ chain, vehicleId, plate, track, cameraView, segments, gaps }) => ({
      ...{ chain, vehicleId, plate, track, cameraView },
      segments: segments.map(({ segmentId, file, mimeType, startedAt, endedAt, state, burstId, lineCount, lines }) => ({
        ...{ segmentId, file, mimeType, startedAt, endedAt, state, burstId },
        whole: lines.length === lineCount,
      })),
      gaps,
    })),
    leftOut: plan.leftOut,
    custodyRows: plan.custodyRows,
    copies: copies.map(({ path }) => path),
    ...keptFilesOf(plan),
    files: zip.files,
  };
}

class Progress {
  #copies = 0;
  #originals = 0;
  #told = -1;
  private readonly copyCount: number;
  private readonly originalCount: number;

  constructor(
    { recordings }: PackagePlan,
    private readonly tell: (percent: number) => void,
  ) {
    this.copyCount = Math.max(1, recordings.filter(({ track }) => track !== 'talk').length);
    this.originalCount = Math.max(
      1,
      recordings.reduce((sum, { segments }) => sum + segments.length, 0),
    );
  }

  copyDone(): void {
    this.#copies += 1;
    this.#say();
  }

  copiesDone(): void {
    this.#copies = this.copyCount;
    this.#say();
  }

  originalDone(): void {
    this.#originals += 1;
    this.#say();
  }

  #say(): void {
    const copies = (Math.min(this.#copies, this.copyCount) / this.copyCount) * COPIES_PERCENT;
    const percent = Math.floor(copies + (this.#originals / this.originalCount) * ORIGINALS_PERCENT);
    if (percent === this.#told) return;
    this.#told = percent;
    this.tell(percent);
  }
}
