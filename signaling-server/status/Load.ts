import type { StatusReport } from '@protocol';
import type { MediaWorkers } from '../media/MediaWorkers';

/** A first measurement needs two readings this far apart. */
const SHORTEST_SPAN_MS = 250;
/** A reading that is older says nothing about now. */
const OLDEST_READING_MS = 15_000;

interface Reading {
  readonly at: number;
  readonly serverMicroseconds: number;
  readonly workerMicroseconds: ReadonlyMap<number, number>;
}

/** How much processor time this process and the media workers use, as a share of one core, between two readings. */
export class Load {
  #last: Reading | null = null;
  workers: StatusReport['mediaWorkers'] = [];
  serverCpuPercent = 0;

  constructor(private readonly mediaWorkers: Pick<MediaWorkers, 'all'>) {}

  /** Measures only where nobody has for a while. */
  async measureIfOld(): Promise<void> {
    if (this.#last && performance.now() - this.#last.at < OLDEST_READING_MS) return;
    this.#last = await this.#read();
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_SPAN_MS));
    await this.measure();
  }

  async measure(): Promise<void> {
    const before = this.#last;
    const now = await this.#read();
    this.#last = now;
    if (!before) return;
    const percent = (microseconds: number): number =>
      Math.round(Math.max(0, microseconds / (now.at - before.at) / 10) * 10) / 10;
    this.serverCpuPercent = percent(now.serverMicroseconds - before.serverMicroseconds);
    this.workers = [...now.workerMicroseconds].map(([processId, used]) => ({
      processId,
      cpuPercent: percent(used - (before.workerMicroseconds.get(processId) ?? used)),
    }));
  }

  async #read(): Promise<Reading> {
    const used = await Promise.all(
      this.mediaWorkers.all().map(async (worker) => {
        // One that dies while it is asked is replaced, and is then another process.
        const microseconds = await worker.usedMicroseconds().catch(() => null);
        return microseconds === null ? [] : [[worker.pid, microseconds] as const];
      }),
    );
    const { user, system } = process.cpuUsage();
    return { at: performance.now(), serverMicroseconds: user + system, workerMicroseconds: new Map(used.flat()) };
  }
}
