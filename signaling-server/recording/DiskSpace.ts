import { statfs } from 'node:fs/promises';

const MEASURE_EVERY_MS = 5_000;
/** Of the whole disk, kept for talk and for vehicles in an emergency. */
const RESERVE_SHARE = 0.05;
/** Routine recording goes on once there is so much more than the reserve, so that it does not stop and go. */
const MARGIN_SHARE = 0.01;

export interface MeasuredSpace {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

export interface DiskSpaceDependencies {
  readonly measure: () => Promise<MeasuredSpace>;
  /** Told when routine recording must stop, and when it may go on. */
  readonly onChanged: (isFull: boolean) => void;
}

/** How much room the volume has, and whether what is left is for emergencies alone. */
export class DiskSpace {
  #timer: NodeJS.Timeout | null = null;
  #space: MeasuredSpace | null = null;
  #isFull = false;

  private constructor(private readonly dependencies: DiskSpaceDependencies) {}

  static async create(dependencies: DiskSpaceDependencies): Promise<DiskSpace> {
    const space = new DiskSpace(dependencies);
    await space.measure();
    space.#timer = setInterval(() => void space.measure(), MEASURE_EVERY_MS);
    return space;
  }

  /** Null while the volume cannot be asked. */
  get space(): MeasuredSpace | null {
    return this.#space;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get reserveBytes(): number | null {
    return this.#space === null ? null : Math.round(this.#space.totalBytes * RESERVE_SHARE);
  }

  async measure(): Promise<void> {
    // The recorder makes the folder; before that there is nothing to say, and nothing is stopped on a guess.
    this.#space = await this.dependencies.measure().catch(() => null);
    if (this.#space === null || this.#space.totalBytes === 0) return;
    const share = this.#space.availableBytes / this.#space.totalBytes;
    const isFull = share < RESERVE_SHARE + (this.#isFull ? MARGIN_SHARE : 0);
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.dependencies.onChanged(isFull);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}

/** The room on the disk under a folder. */
export async function measureFolder(folder: string): Promise<MeasuredSpace> {
  const { blocks, bavail, bsize } = await statfs(folder);
  return { totalBytes: blocks * bsize, availableBytes: bavail * bsize };
}
