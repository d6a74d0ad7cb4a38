import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LUMA_HEIGHT, LUMA_WIDTH } from './pictureMeasures';

/** As wide as a tile of a wall needs its poster to be. */
const POSTER_WIDTH = 640;
const POSTER_QUALITY = '7';
/** A decoder that takes longer is ended: it has lost its way in a broken file. */
const PATIENCE_MS = 30_000;

/** A film of one camera, of which the first frame is wanted. */
export interface KeyFrame {
  readonly cameraId: string;
  readonly film: Buffer;
  /** `mp4` or `webm`. */
  readonly extension: string;
}

export interface DecodedPicture {
  /** The small grey picture, see `pictureMeasures.ts`. */
  readonly luma: Uint8Array;
  readonly jpeg: Buffer;
}

/** Decodes key frames with ffmpeg, many in one process of the lowest priority, and counts what that costs. */
export class PictureDecoder {
  #cpuSeconds = 0;
  #decoded = 0;
  #running: ReturnType<typeof spawn> | null = null;
  #isClosed = false;

  private constructor(private readonly command: string) {}

  static create(command = 'ffmpeg'): PictureDecoder {
    return new PictureDecoder(command);
  }

  /** Of all decoding so far, user and system. */
  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  get decoded(): number {
    return this.#decoded;
  }

  /** By camera; what cannot be decoded is left out. Throws where the decoder cannot be started. One call at a time. */
  async decode(frames: readonly KeyFrame[]): Promise<Map<string, DecodedPicture>> {
    if (frames.length === 0 || this.#isClosed) return new Map();
    const folder = await mkdtemp(join(tmpdir(), 'zhiqin-pictures-'));
    try {
      await Promise.all(
        frames.map(({ film, extension }, index) => writeFile(join(folder, `${index}.${extension}`), film)),
      );
      await this.#run(folder, frames);
      const pictures = await this.#picturesIn(folder, frames);
      // One file that ffmpeg does not open keeps it from all of them: then each is tried by itself.
      if (pictures.size === 0 && frames.length > 1) {
        for (const frame of frames) (await this.decode([frame])).forEach((picture, id) => pictures.set(id, picture));
      }
      return pictures;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Ends what runs. */
  close(): void {
    this.#isClosed = true;
    const pid = this.#running?.pid;
    if (pid !== undefined) endGroup(pid);
  }

  async #picturesIn(folder: string, frames: readonly KeyFrame[]): Promise<Map<string, DecodedPicture>> {
    const pictures = new Map<string, DecodedPicture>();
    for (const [index, { cameraId }] of frames.entries()) {
      const luma = await readFile(join(folder, `${index}.gray`)).catch(() => null);
      const jpeg = await readFile(join(folder, `${index}.jpg`)).catch(() => null);
      if (luma?.length !== LUMA_WIDTH * LUMA_HEIGHT || jpeg === null || jpeg.length === 0) continue;
      pictures.set(cameraId, { luma, jpeg });
      this.#decoded += 1;
    }
    return pictures;
  }

  async #run(folder: string, frames: readonly KeyFrame[]): Promise<void> {
    const inputs = frames.flatMap(({ extension }, index) => ['-threads', '1', '-i', `${index}.${extension}`]);
    const outputs = frames.flatMap((_, index) => [
      ...['-map', `${index}:v:0`, '-frames:v', '1'],
      ...['-vf', `scale=${LUMA_WIDTH}:${LUMA_HEIGHT}:flags=neighbor,format=gray`, '-f', 'rawvideo', `${index}.gray`],
      ...['-map', `${index}:v:0`, '-frames:v', '1', '-vf', `scale=min(iw\\,${POSTER_WIDTH}):-2`],
      ...['-pix_fmt', 'yuvj420p', '-q:v', POSTER_QUALITY, '-threads', '1', '-f', 'mjpeg', `${index}.jpg`],
    ]);
    // The shell's `times` says what its child has cost, the start of the program included.
    const script = `${this.command} "$@"; code=$?; times; exit $code`;
    const settings = ['-nostdin', '-loglevel', 'quiet', '-filter_threads', '1', '-y'];
    const child = spawn('nice', ['-n', '19', 'sh', '-c', script, 'sh', ...settings, ...inputs, ...outputs], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A process group of its own, so that what the shell has started ends with it.
      detached: true,
    });
    this.#running = child;
    let printed = '';
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
    const timer = setTimeout(() => child.pid !== undefined && endGroup(child.pid), PATIENCE_MS);
    try {
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      this.#cpuSeconds += secondsOf(printed);
      if (exitCode === COMMAND_NOT_FOUND) throw new Error(`${this.command} is not installed`);
    } finally {
      clearTimeout(timer);
      this.#running = null;
    }
  }
}

const COMMAND_NOT_FOUND = 127;

/** The last line of the shell's `times`: `0m0.110000s 0m0.030000s`, user and system. */
function secondsOf(printed: string): number {
  const line = printed.trim().split('\n').at(-1) ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
