import type { Logger } from 'pino';
import type { ProbeRun } from '@protocol';
import type { Feed } from '../feed/Feed';
import type { Kpi, Kpis } from './Kpis';
import { probeBurst, ProbeFailure, type ProbeBurstDependencies, type ProbeMeasures } from './probeBurst';

/** The first run waits until what starts with the server has started. */
const FIRST_AFTER_MS = 10_000;

export interface ProbeDependencies extends ProbeBurstDependencies {
  readonly kpis: Pick<Kpis, 'add'>;
  readonly feed: Pick<Feed, 'add'>;
  readonly log: Logger;
  readonly clock: () => number;
  /** 0 for never. */
  readonly everyMs: number;
  readonly firstAfterMs?: number;
}

/** Proves again and again that one can talk and be heard, and how fast, also while nobody does. */
export class Probe {
  #lastRun: ProbeRun | null = null;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(private readonly dependencies: ProbeDependencies) {}

  static create(dependencies: ProbeDependencies): Probe {
    const probe = new Probe(dependencies);
    const { everyMs, firstAfterMs = FIRST_AFTER_MS } = dependencies;
    if (everyMs > 0) probe.#runIn(Math.min(firstAfterMs, everyMs));
    return probe;
  }

  /** Null before the first. */
  get lastRun(): ProbeRun | null {
    return this.#lastRun;
  }

  /** Runs that failed since the start. */
  get failures(): number {
    return this.#failures;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #runIn(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#run().finally(() => {
        if (!this.#closed) this.#runIn(this.dependencies.everyMs);
      });
    }, milliseconds);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    const { kpis, clock, log } = this.dependencies;
    try {
      const measures: ProbeMeasures = await probeBurst(this.dependencies);
      for (const kpi of [1, 2, 3, 4] as const satisfies readonly Kpi[]) kpis.add(kpi, 'probe', measures[kpi]);
      this.#lastRun = { at: clock(), failure: null };
    } catch (error) {
      if (this.#closed) return;
      const failedBefore = this.#lastRun !== null && this.#lastRun.failure !== null;
      const failure = error instanceof ProbeFailure ? error.failure : 'no-worker';
      this.#failures += 1;
      this.#lastRun = { at: clock(), failure };
      log.warn({ err: error, failure }, 'the probe of talking failed');
      // Told when it begins to fail, not at every run.
      if (!failedBefore) this.#tell(failure);
    }
  }

  #tell(failure: string): void {
    const { feed, cityPlaceId, log } = this.dependencies;
    feed
      .add({ kind: 'probe-failed', placeId: cityPlaceId, vehicleId: null, details: { failure } })
      .catch((error: unknown) => log.error({ err: error }, 'a line of the feed was lost'));
  }
}
