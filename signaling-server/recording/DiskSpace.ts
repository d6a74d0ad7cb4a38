import { stat, statfs } from 'node:fs/promises';

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
  /** Of each volume that can be asked. */
  readonly measure: () => Promise<readonly MeasuredSpace[]>;
  /** Told when routine recording must stop, and when it may go on. */
  readonly onChanged: (isFull: boolean) => void;
}

/** How much room the volumes have together, and whether what is left is for emergencies alone. */
export class DiskSpace {
  #timer: NodeJS.Timeout | null = null;
  #volumes: readonly MeasuredSpace[] = [];
  #isFull = false;

  private constructor(private readonly dependencies: DiskSpaceDependencies) {}

  static async create(dependencies: DiskSpaceDependencies): Promise<DiskSpace> {
    const space = new DiskSpace(dependencies);
    await space.measure();
    space.#timer = setInterval(() => void space.measure(), MEASURE_EVERY_MS);
    return space;
  }

  /** Of all together; null while none can be asked. */
  get space(): MeasuredSpace | null {
    const volumes = this.#volumes;
    if (volumes.length === 0) return null;
    const sum = (of: (volume: MeasuredSpace) => number): number => volumes.reduce((total, one) => total + of(one), 0);
    return { totalBytes: sum((one) => one.totalBytes), availableBytes: sum((one) => one.availableBytes) };
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get reserveBytes(): number | null {
    const { space } = this;
    return space === null ? null : Math.round(space.totalBytes * RESERVE_SHARE);
  }

  async measure(): Promise<void> {
    // The recorder makes the folder; before that there is nothing to say, and nothing is stopped on a guess.
    const measured = await this.dependencies.measure().catch(() => []);
    this.#volumes = measured.filter(({ totalBytes }) => totalBytes > 0);
    if (this.#volumes.length === 0) return;
    const least = RESERVE_SHARE + (this.#isFull ? MARGIN_SHARE : 0);
    const isFull = this.#volumes.every(({ totalBytes, availableBytes }) => availableBytes / totalBytes < least);
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.dependencies.onChanged(isFull);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}

/** The room on the disks under folders, each disk once; those that cannot be asked are left out. */
export async function measureFolders(folders: readonly string[]): Promise<readonly MeasuredSpace[]> {
  const disks = new Map<number, MeasuredSpace>();
  for (const folder of folders) {
    const asked = await Promise.all([stat(folder), statfs(folder)]).catch(() => null);
    if (!asked) continue;
    const [{ dev }, { blocks, bavail, bsize }] = asked;
    disks.set(dev, { totalBytes: blocks * bsize, availableBytes: bavail * bsize });
  }
  return [...disks.values()];
}
