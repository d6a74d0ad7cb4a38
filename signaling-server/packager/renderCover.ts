import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { coverCommands, coverFilters } from './coverCommands';
import type { RecordedFiles } from '../recording/RecordedFiles';
import type { CoverPlan, MadeCover } from './coverPlan';
import { digestOfFile } from './digestOfFile';
import { pictureTimes, type ProbedPictures } from './pictureTimes';

const run = promisify(execFile);
const LONGEST_PART_MS = 20 * 60_000;
/** Where Debian's `fonts-noto-cjk` has the font that set-up installs. */
const FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
/** Recordings that follow each other within this are one to the eye. */
const SEAM_MS = 600;
/** How long the last picture before a gap stands. */
const LAST_PICTURE_MS = 40;
const CHINA_SECONDS_AHEAD = 8 * 3_600;
/** Every part alike, so that they can be put together as they are. */
const coding = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-bf', '0', '-pix_fmt', 'yuv420p'],
  ...['-video_track_timescale', '90000', '-fps_mode', 'passthrough', '-threads', '1'],
];

export interface CoverOptions {
  readonly files: Pick<RecordedFiles, 'readWhole'>;
  /** Kept between runs, so that parts that are finished are not made again. */
  readonly workFolder: string;
  readonly target: string;
  readonly onProgress: (percent: number) => void;
}

interface Part {
  readonly file: string;
  readonly segmentId: string;
  /** SHA-256 of the recording. */
  readonly sha256: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes a copy in which regions are covered by black boxes, drawn before it is coded, so that what is under them is in
 * no byte of the copy. A band below the picture names it as a copy and tells the time. One ffmpeg at a time, at the
 * lowest priority. Fails where no picture of the span is there.
 */
export async function renderCover(plan: CoverPlan, options: CoverOptions): Promise<MadeCover> {
  const { files, workFolder, target, onProgress } = options;
  await mkdir(workFolder, { recursive: true });
  const parts: Part[] = [];
  let size: ProbedPictures | null = null;
  for (const [index, segment] of plan.segments.entries()) {
    const source = join(workFolder, `source-${index}${extname(segment.path)}`);
    const file = join(workFolder, `part-${index}.mp4`);
    const bytes = await files.readWhole(segment.path, segment.bytes);
    if (bytes) {
      await writeFile(source, bytes);
      const probed = await pictureTimes(source).catch(() => null);
      const times = (probed?.times ?? []).filter((time) => {
        const at = segment.startedAt + time;
        return at >= plan.from && at <= plan.to;
      });
      const [first, last] = [times[0], times.at(-1)];
      if (probed && first !== undefined && last !== undefined) {
        size ??= probed;
        const { startedAt, segmentId } = segment;
        await drawPart(plan, { startedAt, source, file, size, pictures: { ...probed, times } });
        const { sha256 } = await digestOfFile(source);
        parts.push({ file, segmentId, sha256, from: startedAt + first, to: startedAt + last });
      }
      await rm(source, { force: true });
    }
    onProgress(Math.floor(((index + 1) / plan.segments.length) * 95));
  }
  if (parts.length === 0) throw new Error('no picture of that span is there');
  const lengths = parts.map(({ from, to }, index) => {
    const next = parts[index + 1]?.from;
    return next !== undefined && next - to < SEAM_MS ? next - from : to - from + LAST_PICTURE_MS;
  });
  await putTogether(parts, lengths, workFolder, target);
  const made = parts.map(({ segmentId, sha256, from, to }, index) => {
    const offsetMs = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
    return { segmentId, from, to, offsetMs, sha256 };
  });
  await Promise.all(parts.map(({ file }) => rm(file, { force: true })));
  return { parts: made, sha256: (await digestOfFile(target)).sha256 };
}

interface PartOrder {
  /** When its recording begins. */
  readonly startedAt: number;
  readonly source: string;
  readonly file: string;
  /** Of the whole copy. */
  readonly size: ProbedPictures;
  readonly pictures: ProbedPictures;
}

async function drawPart(plan: CoverPlan, { startedAt, source, file, size, pictures }: PartOrder): Promise<void> {
  if (await isThere(file)) return;
  const covered = { ...pictures, startedAt };
  const [commands, title, clock] = [`${file}.cmd`, `${file}.title.txt`, `${file}.clock.txt`];
  const letter = Math.round(Math.min(24, Math.max(9, size.width / 40)));
  const band = Math.ceil((letter * 2.2) / 2) * 2;
  const seconds = Math.floor(startedAt / 1_000);
  const first = (pictures.times[0] ?? 0) - 0.5;
  const last = (pictures.times.at(-1) ?? 0) + 0.5;
  const text = `fontfile=${FONT}:fontsize=${letter}:fontcolor=white:y=h-${band}+${Math.round(letter * 0.5)}`;
  await writeFile(commands, coverCommands(plan.regions, covered));
  await writeFile(title, plan.title);
  await writeFile(clock, `%{pts:gmtime:${seconds + CHINA_SECONDS_AHEAD}:%Y-%m-%d %T}`);
  const filters = [
    `select=gte(t\\,${(first / 1_000).toFixed(4)})*lte(t\\,${(last / 1_000).toFixed(4)})`,
    `sendcmd=f=${commands}`,
    ...coverFilters(plan.regions, covered),
    `scale=${size.width}:${size.height}`,
    'setsar=1',
    `pad=iw:ih+${band}:0:0:black`,
    `drawtext=textfile=${title}:expansion=none:${text}:x=${letter}`,
    `setpts=PTS+${((startedAt - seconds * 1_000) / 1_000).toFixed(3)}/TB`,
    `drawtext=textfile=${clock}:${text}:x=w-tw-${letter}`,
    'setpts=PTS-STARTPTS',
  ];
  try {
    await ffmpeg(['-copyts', '-i', source, '-an', '-vf', filters.join(), ...coding], file);
  } finally {
    await Promise.all([commands, title, clock].map((path) => rm(path, { force: true })));
  }
}

/** Puts the parts one after the other; a gap between two of them is left out. */
async function putTogether(
  parts: readonly Part[],
  lengths: readonly number[],
  workFolder: string,
  target: string,
): Promise<void> {
  const list = join(workFolder, 'parts.txt');
  const lines = parts.map(({ file }, index) => `file '${file}'\nduration ${(lengths[index] ?? 0) / 1_000}\n`);
  await writeFile(list, lines.join(''));
  const input = ['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', '-movflags', '+faststart'];
  await ffmpeg([...input, '-video_track_timescale', '90000'], target);
}

/** Under another name until it is whole: what bears its name is finished. */
async function ffmpeg(options: readonly string[], file: string): Promise<void> {
  const unfinished = `${file}.unfinished.mp4`;
  const command = ['-n', '19', 'ffmpeg', '-nostdin', '-v', 'error', '-y', ...options, unfinished];
  await run('nice', command, { timeout: LONGEST_PART_MS });
  await rename(unfinished, file);
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
