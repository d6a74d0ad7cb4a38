import type { Logger } from 'pino';
import type { KpiReading } from '@protocol';
import type { Feed } from '../feed/Feed';
import { KpiWindow } from './KpiWindow';

export type Kpi = KpiReading['kpi'];
export type KpiSource = KpiReading['source'];

/** The limits of 3GPP TS 22.179 clause 6.15.3 for 95 % of cases, in milliseconds. */
const limitsMs: Readonly<Record<Kpi, number>> = { 1: 300, 2: 1_000, 3: 300, 4: 350 };
const kpis: readonly Kpi[] = [1, 2, 3, 4];
const sources: readonly KpiSource[] = ['calls', 'probe'];

/** Fewer say nothing about 95 %. */
const LEAST_SAMPLES = 20;
/** A breach is over once the figure is this much better than its limit, so that one on the edge is not told again and again. */
const OVER_BELOW_SHARE = 0.9;
const JUDGE_EVERY_MS = 5_000;
/** How long the server's own measure of an access waits for the client's, which is the truer one. */
const CLIENT_REPORT_MS = 5_000;

export interface KpisDependencies {
  readonly feed: Pick<Feed, 'add'>;
  /** Where a breach is told: the root of the organisation tree. */
  readonly cityPlaceId: string;
  readonly log: Logger;
  readonly clock: () => number;
  readonly clientReportMs?: number;
}

interface Measured {
  readonly kpi: Kpi;
  readonly source: KpiSource;
  readonly window: KpiWindow;
  breached: boolean;
  breaches: number;
  lastBreachAt: number | null;
}

/** KPI 1 to 4 of push-to-talk over the last hour, from people's calls and from the probe, each judged by its limit. */
export class Kpis {
  readonly #measured: readonly Measured[];
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #timer: NodeJS.Timeout;

  private constructor(private readonly dependencies: KpisDependencies) {
    this.#measured = kpis.flatMap((kpi) =>
      sources.map((source) => ({
        ...{ kpi, source, window: new KpiWindow(dependencies.clock) },
        ...{ breached: false, breaches: 0, lastBreachAt: null },
      })),
    );
    this.#timer = setInterval(() => this.judge(), JUDGE_EVERY_MS);
    this.#timer.unref();
  }

  static create(dependencies: KpisDependencies): Kpis {
    return new Kpis(dependencies);
  }

  add(kpi: Kpi, source: KpiSource, ms: number): void {
    this.#of(kpi, source).window.add(ms);
  }

  /**
   * KPI 1 as the server sees it, from a request to its grant. It counts unless the client reports its own within five
   * seconds, with the way there and back in it, so that no press is counted twice.
   */
  addServerAccess(access: { sessionId: string; groupId: string; ms: number }): void {
    const key = `${access.sessionId} ${access.groupId}`;
    const waiting = this.#waiting.get(key);
    if (waiting) clearTimeout(waiting);
    const { clientReportMs = CLIENT_REPORT_MS } = this.dependencies;
    const count = (): void => {
      this.#waiting.delete(key);
      this.add(1, 'calls', access.ms);
    };
    this.#waiting.set(key, setTimeout(count, clientReportMs).unref());
  }

  /** What a client measured of its own calls. */
  takeReport(sessionId: string, { groupId, kpi, ms }: { groupId: string; kpi: 1 | 4; ms: number }): void {
    if (kpi === 1) {
      const key = `${sessionId} ${groupId}`;
      const waiting = this.#waiting.get(key);
      if (waiting) clearTimeout(waiting);
      this.#waiting.delete(key);
    }
    this.add(kpi, 'calls', ms);
  }

  readings(): KpiReading[] {
    return this.#measured.map(({ kpi, source, window, lastBreachAt }) => {
      const { p50Ms, p95Ms, count } = window.read();
      // KPI 3 is put together from the media path; nobody's ear is measured.
      return { kpi, source, estimate: kpi === 3, p50Ms, p95Ms, count, limitMs: limitsMs[kpi], lastBreachAt };
    });
  }

  /** Those that are over their limit now. */
  breached(): { kpi: Kpi; source: KpiSource; limitMs: number }[] {
    return this.#measured
      .filter(({ breached }) => breached)
      .map(({ kpi, source }) => ({ kpi, source, limitMs: limitsMs[kpi] }));
  }

  breaches(kpi: Kpi, source: KpiSource): number {
    return this.#of(kpi, source).breaches;
  }

  /** Compares each figure with its limit and tells of one that has just gone over it. Called every few seconds. */
  judge(): void {
    for (const measured of this.#measured) this.#judge(measured);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#waiting.forEach((timer) => clearTimeout(timer));
    this.#waiting.clear();
  }

  #judge(measured: Measured): void {
    const { kpi, source, window } = measured;
    const { p95Ms, count, lastMs } = window.read();
    const enough = source === 'probe' ? count > 0 : count >= LEAST_SAMPLES;
    // The probe runs once a minute under the same conditions: its newest run says more than an hour's percentile.
    const figure = source === 'probe' ? lastMs : p95Ms;
    if (!enough || figure === null) {
      measured.breached = false;
      return;
    }
    const limitMs = limitsMs[kpi];
    if (figure <= limitMs) {
      if (figure < limitMs * OVER_BELOW_SHARE) measured.breached = false;
      return;
    }
    measured.lastBreachAt = this.dependencies.clock();
    if (measured.breached) return;
    measured.breached = true;
    measured.breaches += 1;
    const { feed, cityPlaceId, log } = this.dependencies;
    const details = { kpi, source, ms: Math.round(figure), limitMs };
    log.warn(details, 'a KPI is over its limit');
    feed
      .add({ kind: 'kpi-breach', placeId: cityPlaceId, vehicleId: null, details })
      .catch((error: unknown) => log.error({ err: error }, 'a line of the feed was lost'));
  }

  #of(kpi: Kpi, source: KpiSource): Measured {
    const measured = this.#measured.find((candidate) => candidate.kpi === kpi && candidate.source === source);
    if (!measured) throw new Error(`KPI ${kpi} of ${source} is not measured`);
    return measured;
  }
}
