import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journals } from './Journals';
import type { VolumeState } from './recorderProtocol';

/** So much must go onto a volume that refused something before it is taken for well again. */
const TRIAL_BYTES = 65_536;
const TRIAL_FILE = '.recorder-trial';
const TRIAL_EVERY_MS = 5_000;

/** One folder that recordings are written to, with its own journals, so that it can be read without the others. */
export class Volume {
  private space: { readonly totalBytes: number; readonly freeBytes: number } | null = null;
  /** Our wall clock at the last refusal or failed trial; null while it takes what is written. */
  private refusedAt: number | null = null;

  private constructor(
    readonly directory: string,
    readonly journals: Journals,
  ) {}

  static async create(directory: string, onGrew: (volume: string, path: string) => void): Promise<Volume> {
    const volume = new Volume(directory, new Journals(directory, (path) => onGrew(directory, path)));
    await volume.measure();
    return volume;
  }

  get works(): boolean {
    return this.refusedAt === null;
  }

  /** Of the whole, 0 to 1; 0 where it cannot be asked. */
  get freeShare(): number {
    return this.space === null || this.space.totalBytes === 0 ? 0 : this.space.freeBytes / this.space.totalBytes;
  }

  /** It failed to take something: nothing new is begun on it, where there is another, until a trial succeeds. */
  refused(): void {
    this.refusedAt = Date.now();
  }

  /** Looks how much room there is, and tries one that refused whether it is well again. */
  async measure(): Promise<void> {
    this.space = await statfs(this.directory).then(
      ({ blocks, bavail, bsize }) => ({ totalBytes: blocks * bsize, freeBytes: bavail * bsize }),
      () => null,
    );
    if (this.refusedAt === null || Math.abs(Date.now() - this.refusedAt) < TRIAL_EVERY_MS) return;
    this.refusedAt = (await this.takesSomething()) ? null : Date.now();
  }

  state(): VolumeState {
    const { totalBytes = null, freeBytes = null } = this.space ?? {};
    return { directory: this.directory, totalBytes, freeBytes, works: this.works };
  }

  private async takesSomething(): Promise<boolean> {
    const file = join(this.directory, TRIAL_FILE);
    const isWritten = await writeFile(file, Buffer.alloc(TRIAL_BYTES)).then(
      () => true,
      () => false,
    );
    await rm(file, { force: true }).catch(() => undefined);
    return isWritten;
  }
}
