import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { PictureCost, StatusReport } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { MediaWorkers } from '../media/MediaWorkers';
import type { TalkGroups } from '../voice/TalkGroups';
import type { Announcer } from '../wire/Announcer';
import type { Connections } from '../wire/Connections';
import { Load } from './Load';
import type { Kpis } from './Kpis';
import type { Probe } from './Probe';

const REPORT_EVERY_MS = 5_000;
const DELAY_RESOLUTION_MS = 20;
const NANOSECONDS_A_MILLISECOND = 1e6;

/** What the decoder of the cameras' pictures has used and done so far. */
interface PictureDecoderUse {
  readonly cpuSeconds: number;
  readonly decoded: number;
}

export interface StatusDependencies {
  readonly kpis: Pick<Kpis, 'readings'>;
  readonly probe: Pick<Probe, 'lastRun'>;
  readonly fleet: Pick<Fleet, 'vehicles'>;
  readonly connections: Pick<Connections, 'all' | 'callerOf'>;
  readonly groups: Pick<TalkGroups, 'groups' | 'talkers'>;
  readonly workers: Pick<MediaWorkers, 'all'>;
  readonly announcer: Pick<Announcer, 'tell'>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly reportEveryMs?: number;
}

/** How the whole does. Worked out only while someone looks: he who asked is told every five seconds while he is there. */
export class Status {
  readonly #startedAt: number;
  readonly #load: Load;
  readonly #looking = new Set<string>();
  /** The delays of this period of five seconds, and of the one before: together the last ten seconds. */
  #delays: IntervalHistogram | null = null;
  #delayBeforeMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #decoder: PictureDecoderUse | null = null;

  private constructor(private readonly dependencies: StatusDependencies) {
    this.#startedAt = dependencies.clock();
    this.#load = new Load(dependencies.workers);
  }

  static create(dependencies: StatusDependencies): Status {
    return new Status(dependencies);
  }

  /** Answers the state now; the connection is told of it from now on. */
  async look(connectionId: string): Promise<StatusReport> {
    const { reportEveryMs = REPORT_EVERY_MS } = this.dependencies;
    this.#looking.add(connectionId);
    if (!this.#timer) {
      this.#delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
      this.#delays.enable();
      this.#timer = setInterval(() => void this.#tell(), reportEveryMs);
    }
    await this.#load.measureIfOld();
    return this.#report();
  }

  /** From now on the report says what this decoder costs; it is opened after the page's other sources. */
  showCostOf(decoder: PictureDecoderUse): void {
    this.#decoder = decoder;
  }

  close(): void {
    this.#stop();
    this.#looking.clear();
  }

  async #tell(): Promise<void> {
    const { connections, announcer, log } = this.dependencies;
    for (const connectionId of this.#looking) {
      if (connections.callerOf(connectionId)?.session == null) this.#looking.delete(connectionId);
    }
    if (this.#looking.size === 0) return this.#stop();
    try {
      await this.#load.measure();
      const report = this.#report();
      for (const connectionId of this.#looking) announcer.tell(connectionId, 'status:changed', report);
    } catch (error) {
      log.error({ err: error }, 'the state of the system could not be read');
    }
    this.#delayBeforeMs = this.#delayMs();
    this.#delays?.reset();
  }

  #report(): StatusReport {
    const { kpis, probe, fleet, connections, groups, clock } = this.dependencies;
    const desks = connections.all().filter(({ session }) => session !== null && session.vehicleId === null);
    return {
      at: clock(),
      startedAt: this.#startedAt,
      kpis: kpis.readings(),
      probe: probe.lastRun,
      vehiclesOnline: fleet.vehicles().filter(({ online }) => online).length,
      desksOnline: new Set(desks.map(({ session }) => session?.id)).size,
      callsTalking: groups.groups().filter(({ speaker }) => speaker !== null).length,
      droppedTalkPackets: groups.talkers.droppedPackets,
      mediaWorkers: [...this.#load.workers],
      pictures: this.#pictureCost(),
      serverCpuPercent: this.#load.serverCpuPercent,
      serverMemoryBytes: process.memoryUsage.rss(),
      eventLoopDelayP99Ms: Math.round(Math.max(this.#delayMs(), this.#delayBeforeMs) * 10) / 10,
    };
  }

  #pictureCost(): PictureCost {
    const { cpuSeconds, decoded } = this.#decoder ?? { cpuSeconds: 0, decoded: 0 };
    const upSeconds = Math.max(1, (this.dependencies.clock() - this.#startedAt) / 1_000);
    return {
      looked: decoded,
      meanMs: decoded === 0 ? null : Math.round((cpuSeconds / decoded) * 10_000) / 10,
      cpuPercent: Math.round((cpuSeconds / upSeconds) * 1_000) / 10,
    };
  }

  /** What is over the timer's own resolution. */
  #delayMs(): number {
    const p99 = this.#delays?.percentile(99) ?? 0;
    return Math.max(0, p99 / NANOSECONDS_A_MILLISECOND - DELAY_RESOLUTION_MS);
  }

  #stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#delays?.disable();
    this.#delays = null;
    this.#delayBeforeMs = 0;
  }
}
