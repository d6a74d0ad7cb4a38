import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClipRecipe } from './clipRecipe';
import { evidenceSoundArguments, speechCommand, type Voice } from './soundRecipe';

/** The main stream of a vehicle recorder, and its sub-stream, for machines that decode every picture by software. */
export const footageSizes = ['1280x720', '640x360'] as const;
export type FootageSize = (typeof footageSizes)[number];

/** A sentence for the person who starts the demo: what could not be made, and what to do. */
export class FootageError extends Error {}

const DRAWING_SOURCES = [
  'makeClip',
  'clipRecipe',
  'drawStreet',
  'drawStanding',
  'Lens',
  'streetPlan',
  'YuvCanvas',
  'random',
];
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Where footage is kept from one start to the next, whichever data folder is used. */
export function footageDirectory(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'zhiqin', 'footage');
}

/** Pictures and sounds of the demo fleet, each made once by ffmpeg and kept under the hash of its recipe. */
export class Footage {
  readonly #makers = new Set<ReturnType<typeof spawn>>();
  #closed = false;

  private constructor(
    private readonly directory: string,
    private readonly drawingHash: string,
    private readonly size: Pick<ClipRecipe, 'width' | 'height'>,
    private readonly film: ClipRecipe['film'],
    private readonly voice: Voice,
  ) {}

  /** `film` is a video file to use instead of the drawn streets. Throws a FootageError. */
  static async create(directory: string, size: FootageSize, film: string | null): Promise<Footage> {
    try {
      await mkdir(directory, { recursive: true });
      for (const name of await readdir(directory)) {
        // What a killed start left half made; a file this young may be another start's.
        const path = join(directory, name);
        if (name.endsWith('.part') && (await stat(path)).mtimeMs < Date.now() - 600_000)
          await rm(path, { force: true });
      }
    } catch (error) {
      throw new FootageError(`The folder ${directory} for the demo's pictures cannot be written: ${String(error)}.`);
    }
    const drawing = createHash('sha256');
    for (const source of DRAWING_SOURCES) drawing.update(await readFile(here(`${source}.ts`)));
    let filmRecipe: ClipRecipe['film'] = null;
    if (film !== null) {
      const found = await stat(film).catch(() => null);
      if (found === null || !found.isFile()) throw new FootageError(`FOOTAGE=${film} is not a file that can be read.`);
      filmRecipe = { path: film, bytes: found.size, changedAt: found.mtimeMs };
    }
    const [width = 0, height = 0] = size.split('x').map(Number);
    return new Footage(directory, drawing.digest('hex'), { width, height }, filmRecipe, await findVoice());
  }

  /** The Annex-B H.264 file of a vehicle: `number` chooses its street. */
  async clip(number: number, plate: string, seconds: number): Promise<string> {
    const recipe: ClipRecipe = {
      ...this.size,
      framesPerSecond: 25,
      seconds,
      street: number,
      plate,
      film: this.film,
    };
    const text = JSON.stringify(recipe);
    return this.#keep(`${this.drawingHash} ${text}`, 'h264', (output) => {
      return this.#run(process.execPath, ['--import', 'tsx', here('makeClip.ts'), text, output]);
    });
  }

  /** The Ogg Opus file of what a vehicle's microphone hears, with a soft tone of its own. */
  async evidenceSound(number: number): Promise<string> {
    const parameters = evidenceSoundArguments(number);
    return this.#keep(parameters.join(' '), 'opus', (output) => this.#run('ffmpeg', [...parameters, output]));
  }

  /** The Ogg Opus file of one of the crew's spoken answers. */
  async answer(number: number): Promise<string> {
    const { recipe, commands } = speechCommand(this.voice, number);
    return this.#keep(recipe, 'opus', async (output) => {
      const spoken = `${output}.wav`;
      try {
        for (const [command, parameters] of commands(spoken, output)) await this.#run(command, parameters);
      } finally {
        await rm(spoken, { force: true });
      }
    });
  }

  /** Stops what is being made; the next start makes it again. */
  close(): void {
    this.#closed = true;
    for (const maker of this.#makers) maker.kill('SIGKILL');
  }

  async #keep(recipe: string, extension: string, make: (output: string) => Promise<void>): Promise<string> {
    const kept = join(this.directory, `${createHash('sha256').update(recipe).digest('hex').slice(0, 24)}.${extension}`);
    if ((await stat(kept).catch(() => null)) !== null) return kept;
    const part = `${kept}.${process.pid}.part`;
    try {
      await make(part);
      await rename(part, kept);
    } finally {
      await rm(part, { force: true });
    }
    return kept;
  }

  async #run(command: string, parameters: readonly string[]): Promise<void> {
    if (this.#closed) throw new FootageError('The demo fleet is stopping.');
    await new Promise<void>((resolve, reject) => {
      const maker = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
      this.#makers.add(maker);
      let words = '';
      maker.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-600)));
      maker.once('error', (error) => {
        this.#makers.delete(maker);
        reject(
          new FootageError(`${command} cannot be started (${error.message}): the demo's pictures and sounds need it.`),
        );
      });
      maker.once('close', (code) => {
        this.#makers.delete(maker);
        if (code === 0) resolve();
        else
          reject(
            new FootageError(`${command} could not make the demo's footage: ${words.trim() || `code ${String(code)}`}`),
          );
      });
    });
  }
}

/** The best voice that this machine has for the crew's answers. */
async function findVoice(): Promise<Voice> {
  if ((await outputOf('espeak-ng', ['--voices=cmn'])).includes('cmn')) return 'mandarin';
  return / flite /.test(await outputOf('ffmpeg', ['-hide_banner', '-filters'])) ? 'english' : 'tones';
}

async function outputOf(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const asked = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
    let words = '';
    asked.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    asked.once('error', () => resolve(''));
    asked.once('close', () => resolve(words));
  });
}
