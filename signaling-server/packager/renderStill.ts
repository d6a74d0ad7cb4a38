import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { pictureTimes } from './pictureTimes';

const run = promisify(execFile);
const LONGEST_STILL_MS = 60_000;
/** Where Debian's `fonts-noto-cjk` has the font that set-up installs. */
const FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
/** The times of a file's pictures are rounded. */
const ROUNDING_MS = 3;
const SMALLEST_LETTER_PX = 9;
const LARGEST_LETTER_PX = 26;
/** The longest line of a caption is about so many letters wide. */
const LETTERS_ACROSS = 36;

export interface StillOrder {
  /** A recorded file. */
  readonly source: string;
  /** The moment, in milliseconds since the beginning of its recording. */
  readonly offsetMs: number;
  /** What stands below the picture, given when its picture was recorded; two lines. */
  readonly caption: (offsetMs: number) => readonly string[];
  /** A JPEG file. */
  readonly target: string;
}

/**
 * Draws the picture that a recording shows at a moment, with its caption on a band below it, so that nothing of the
 * picture is hidden. Answers when that picture was recorded, in milliseconds since the beginning of its recording.
 */
export async function renderStill({ source, offsetMs, caption, target }: StillOrder): Promise<number> {
  const { width, times } = await pictureTimes(source);
  const shown = times.findLast((time) => time <= offsetMs + ROUNDING_MS) ?? times[0] ?? 0;
  const letter = Math.round(Math.min(LARGEST_LETTER_PX, Math.max(SMALLEST_LETTER_PX, width / LETTERS_ACROSS)));
  const lines = caption(shown);
  const band = Math.ceil((letter * (1.5 * lines.length + 0.7)) / 2) * 2;
  const texts = lines.map((_, index) => `${target}.${index}.txt`);
  const unfinished = `${target}.unfinished.jpg`;
  try {
    await Promise.all(texts.map((path, index) => writeFile(path, lines[index] ?? '')));
    const words = texts.map(
      (path, index) =>
        `drawtext=fontfile=${FONT}:textfile=${path}:expansion=none:fontsize=${letter}:fontcolor=white:` +
        `x=${letter / 2}:y=h-${band}+${Math.round(letter * (0.5 + 1.5 * index))}`,
    );
    // The picture itself, and no other one: its time is known to the millisecond.
    const filters = [`select=gte(t\\,${((shown - 0.5) / 1_000).toFixed(4)})`, `pad=iw:ih+${band}:0:0:black`, ...words];
    const command = ['-n', '10', 'ffmpeg', '-nostdin', '-v', 'error', '-y', '-copyts', '-i', source];
    const picture = ['-vf', filters.join(), '-frames:v', '1', '-q:v', '2', '-update', '1', unfinished];
    await run('nice', [...command, ...picture], { timeout: LONGEST_STILL_MS });
    await rename(unfinished, target);
    return shown;
  } finally {
    await Promise.all([...texts, unfinished].map((path) => rm(path, { force: true })));
  }
}
