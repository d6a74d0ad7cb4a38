import type { Logger } from 'pino';
import { MediaWorker, type MediaListen } from './MediaWorker';

const RETRY_MS = 200;

export interface MediaWorkersDependencies {
  /** How many; at most one per core. */
  count: number;
  listen: MediaListen;
  log: Logger;
}

/** The media workers. One that dies is replaced at once, on the same port. */
export class MediaWorkers {
  readonly #workers = new Map<number, MediaWorker>();
  readonly #replacements = new Map<number, Promise<void>>();
  readonly #diedListeners = new Set<(worker: MediaWorker) => void>();
  readonly #readyListeners = new Set<(worker: MediaWorker) => void>();
  #closed = false;

  private constructor(private readonly dependencies: MediaWorkersDependencies) {}

  /** Throws where a worker does not start, because its binary is missing or its port is taken. */
  static async create(dependencies: MediaWorkersDependencies): Promise<MediaWorkers> {
    const workers = new MediaWorkers(dependencies);
    try {
      await Promise.all(Array.from({ length: dependencies.count }, (_, index) => workers.#start(index)));
    } catch (error) {
      workers.close();
      throw error;
    }
    return workers;
  }

  all(): readonly MediaWorker[] {
    return [...this.#workers.values()];
  }

  /** The worker that carries least. Waits for a replacement that is under way. */
  async leastLoaded(): Promise<MediaWorker> {
    await Promise.all(this.#replacements.values());
    const [first, ...others] = this.all();
    if (!first) throw new Error('the media workers are closed');
    return others.reduce((best, other) => (weightOf(other) < weightOf(best) ? other : best), first);
  }

  /** Told when a worker has died and everything on it is closed; its replacement is already being started. */
  onDied(listener: (worker: MediaWorker) => void): void {
    this.#diedListeners.add(listener);
  }

  /** Told of each replacement once it can be used. */
  onReady(listener: (worker: MediaWorker) => void): void {
    this.#readyListeners.add(listener);
  }

  close(): void {
    this.#closed = true;
    this.#workers.forEach((worker) => worker.close());
    this.#workers.clear();
  }

  async #start(index: number): Promise<void> {
    const { listen, log } = this.dependencies;
    const worker = await MediaWorker.create(index, listen, log);
    if (this.#closed) return worker.close();
    this.#workers.set(index, worker);
    worker.onDied(() => this.#replace(index, worker));
    if (worker.died) this.#replace(index, worker);
  }

  #replace(index: number, dead: MediaWorker): void {
    if (this.#closed || this.#workers.get(index) !== dead) return;
    this.dependencies.log.error({ worker: index, pid: dead.pid }, 'media worker died');
    this.#workers.delete(index);
    const replacement = this.#startUntilItStands(index).finally(() => this.#replacements.delete(index));
    this.#replacements.set(index, replacement);
    this.#diedListeners.forEach((listener) => listener(dead));
  }

  async #startUntilItStands(index: number): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#start(index);
        const worker = this.#workers.get(index);
        if (worker) this.#readyListeners.forEach((listener) => listener(worker));
        return;
      } catch (error) {
        this.dependencies.log.error({ worker: index, err: error }, 'media worker could not be replaced yet');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

/**
 * A sender weighs as much as eight consumers, since a starved producer is seen by everyone; and it weighs before it has
 * published, so that those who come back together are spread too.
 */
function weightOf(worker: MediaWorker): number {
  return (worker.sendTransports + worker.producers) * 8 + worker.consumers;
}
