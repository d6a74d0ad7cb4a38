import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { RecordedFileSource } from '../recording/RecordedFiles';
import { piecesOf } from './addOriginals';
import type { PackagePlan, PlannedRecording, PlannedSegment } from './packagePlan';

const run = promisify(execFile);
const STILLS_A_CAMERA = 3;
const LONGEST_COPY_MS = 6 * 60 * 60_000;

/** A viewable copy or a still, made from originals and not one of them. */
export interface MadeCopy {
  readonly kind: 'copy' | 'still';
  /** In the zip. */
  readonly path: string;
  /** In the working folder. */
  readonly file: string;
  readonly plate: string;
  readonly cameraView: PlannedRecording['cameraView'];
  /** Of a still: its moment. */
  readonly at: number | null;
}

/**
 * Makes viewable copies: one MP4 with H.264 (or M4A) for each recording, and stills of each camera. One ffmpeg at a
 * time, at the lowest priority. What a run before has finished is taken as it is, so that an export that was
 * interrupted does not begin anew.
 */
export async function makeCopies(
  plan: PackagePlan,
  files: RecordedFileSource,
  folder: string,
  onDone: () => void,
): Promise<readonly MadeCopy[]> {
  await mkdir(folder, { recursive: true });
  const made: MadeCopy[] = [];
  for (const recording of plan.recordings.filter(({ track, segments }) => track !== 'talk' && segments.length > 0)) {
    made.push(...(await copyOf(recording, files, folder)));
    if (recording.track === 'camera') made.push(...(await stillsOf(recording, files, folder)));
    onDone();
  }
  return made;
}

async function copyOf(
  recording: PlannedRecording,
  files: RecordedFileSource,
  folder: string,
): Promise<readonly MadeCopy[]> {
  const { segments, name, track, plate, cameraView } = recording;
  const isPicture = track === 'camera';
  const file = join(folder, `${name}.${isPicture ? 'mp4' : 'm4a'}`);
  const copy: MadeCopy = {
    ...{ kind: 'copy', file, plate, cameraView, at: null },
    path: `copies/${name}-副本.${isPicture ? 'mp4' : 'm4a'}`,
  };
  if (await isThere(file)) return [copy];
  const originals = await extract(segments, files, folder, name);
  const heads = new Set(segments.map(({ ranges }) => ranges[0]?.digest?.sha256 ?? ''));
  const isH264 = segments.every(({ mimeType }) => mimeType.includes('avc1'));
  // Pictures that a player takes as they are, all with the same parameters, are only put together anew.
  const picture = isH264 && heads.size === 1 ? ['-c:v', 'copy'] : transcoding;
  const codec = isPicture ? [...picture, '-an'] : ['-vn', '-c:a', 'aac', '-b:a', '64k'];
  const parts = [...originals];
  try {
    const runs = runsOf(segments.map((segment, index) => ({ kind: kindOf(segment), part: originals[index] ?? '' })));
    // What is put together as one has one codec: ffmpeg takes the rest for noise, and says nothing.
    if (runs.length > 1) {
      for (const [index, run] of runs.entries()) {
        const one = join(folder, `${name}-run-${index}.part.mkv`);
        parts.push(one);
        await putTogether(run, isPicture ? [...fine, '-an'] : ['-vn', '-c:a', 'pcm_s16le', '-ar', '48000'], one);
      }
    }
    const whole = runs.length > 1 ? parts.slice(originals.length) : originals;
    await putTogether(whole, [...codec, '-movflags', '+faststart'], file);
    return [copy];
  } catch {
    // Originals that no player can read are evidence all the same; there is no copy of them then.
    return [];
  } finally {
    await Promise.all(parts.map((path) => rm(path, { force: true })));
  }
}

/** What can be put together with others of its kind: the container, and what is in it where that can be several things. */
function kindOf({ file, mimeType }: PlannedSegment): string {
  return `${extname(file)} ${/alaw|ulaw/.exec(mimeType)?.[0] ?? ''}`;
}

/** Parts of one kind that follow each other, in their order. */
function runsOf(parts: readonly { readonly kind: string; readonly part: string }[]): readonly (readonly string[])[] {
  const runs: { readonly kind: string; readonly parts: string[] }[] = [];
  for (const { kind, part } of parts) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.parts.push(part);
    else runs.push({ kind, parts: [part] });
  }
  return runs.map((run) => run.parts);
}

async function putTogether(parts: readonly string[], codec: readonly string[], file: string): Promise<void> {
  const list = `${file}.txt`;
  await writeFile(list, parts.map((part) => `file '${part}'\n`).join(''));
  try {
    await ffmpeg(['-f', 'concat', '-safe', '0', '-i', list, ...codec], file);
  } finally {
    await rm(list, { force: true });
  }
}

const repeatable = ['-map_metadata', '-1', '-fflags', '+bitexact'];
/** For what is coded once more: hardly anything is lost. */
const fine = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '14', '-pix_fmt', 'yuv420p', '-threads', '1'];
const transcoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-threads', '1'];

async function stillsOf(
  recording: PlannedRecording,
  files: RecordedFileSource,
  folder: string,
): Promise<readonly MadeCopy[]> {
  const { segments, name, plate, cameraView } = recording;
  const last = segments.length - 1;
  const chosen = new Set([0, Math.floor(last / 2), last].slice(0, STILLS_A_CAMERA));
  const stills: MadeCopy[] = [];
  for (const index of chosen) {
    const segment = segments[index];
    if (!segment) continue;
    const still = `${name}-${momentName(segment.startedAt)}`;
    const file = join(folder, `${still}.jpg`);
    const [part] = (await isThere(file)) ? [] : await extract([segment], files, folder, still);
    try {
      if (part) await ffmpeg(['-i', part, '-frames:v', '1', '-q:v', '3', '-update', '1'], file);
      const path = `stills/${still}-截图.jpg`;
      stills.push({ kind: 'still', path, file, plate, cameraView, at: segment.startedAt });
    } catch {
      // A segment without a picture that can be decoded has no still.
    } finally {
      if (part) await rm(part, { force: true });
    }
  }
  return stills;
}

/** Writes out what the package holds of the segments, so that a copy shows no more than that. */
async function extract(
  segments: readonly PlannedSegment[],
  files: RecordedFileSource,
  folder: string,
  name: string,
): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const part = join(folder, `${name}-${index}.part${extname(segment.file)}`);
    await pipeline(Readable.from(piecesOf(segment, files, () => undefined)), createWriteStream(part));
    parts.push(part);
  }
  return parts;
}

/** Under a name of this run until it is whole: what bears its own name is finished. The same input gives the same file. */
async function ffmpeg(options: readonly string[], file: string): Promise<void> {
  const unfinished = join(file.slice(0, -extname(file).length) + `-${process.pid}.unfinished${extname(file)}`);
  const command = ['-n', '19', 'ffmpeg', '-nostdin', '-v', 'error', '-y', ...options, ...repeatable, unfinished];
  await run('nice', command, { timeout: LONGEST_COPY_MS });
  await rename(unfinished, file);
}

/** `20261121-211503`, China Standard Time. */
function momentName(at: number): string {
  const iso = new Date(at + 8 * 3_600_000).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
