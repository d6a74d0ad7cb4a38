import type { Logger } from 'pino';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { MediaHub } from '../media/MediaHub';
import type { TalkGroups } from '../voice/TalkGroups';
import type { VoiceLog } from '../voiceLog/VoiceLog';
import type { Announcer } from '../wire/Announcer';
import type { Connections } from '../wire/Connections';
import type { Metrics } from '../wire/Metrics';
import { burstMeasures } from './burstMeasures';
import { kpiMetrics } from './kpiMetrics';
import { Kpis } from './Kpis';
import { mediaMetrics } from './mediaMetrics';
import { Probe } from './Probe';
import { Status } from './Status';

export interface OpenStatusDependencies {
  readonly voiceLog: Pick<VoiceLog, 'onSettled'>;
  readonly groups: TalkGroups;
  readonly media: MediaHub;
  readonly fleet: Pick<Fleet, 'vehicles'>;
  readonly connections: Pick<Connections, 'all' | 'callerOf'>;
  readonly announcer: Announcer;
  readonly metrics: Metrics;
  readonly feed: Pick<Feed, 'add'>;
  readonly cityPlaceId: string;
  /** The address that media is received on. */
  readonly host: string;
  /** 0 for no probe. */
  readonly probeMilliseconds: number;
  readonly log: Logger;
  readonly clock: () => number;
}

export interface OpenedStatus {
  readonly kpis: Kpis;
  readonly status: Status;
  close(): Promise<void>;
}

/** How well talking works: measured of people's calls and by the probe, shown on a page and to Prometheus. */
export function openStatus(dependencies: OpenStatusDependencies): OpenedStatus {
  const { voiceLog, groups, media, metrics, host, probeMilliseconds, ...rest } = dependencies;
  const kpis = Kpis.create(rest);
  kpiMetrics(kpis, metrics);
  mediaMetrics(metrics, { media, groups });
  voiceLog.onSettled((burst) => {
    const { accessMs, endToEndMs, mouthToEarMs } = burstMeasures(burst);
    const { groupId, speaker } = burst.news;
    if (accessMs !== null) kpis.addServerAccess({ sessionId: speaker.sessionId, groupId, ms: accessMs });
    if (endToEndMs !== null) kpis.add(2, 'calls', endToEndMs);
    mouthToEarMs.forEach((ms) => kpis.add(3, 'calls', ms));
  });
  const probe = Probe.create({
    ...rest,
    ...{ groups, kpis, clients: media.clients, address: localAddressOf(host), everyMs: probeMilliseconds },
  });
  metrics.gauge(
    'zhiqin_probe_failures',
    'Runs of the synthetic probe that failed since the start',
    () => probe.failures,
  );
  const status = Status.create({ ...rest, kpis, probe, groups, workers: media.workers });
  return {
    kpis,
    status,
    close: async () => {
      status.close();
      kpis.close();
      await probe.close();
    },
  };
}

/** Where this process itself reaches what listens on `host`. */
function localAddressOf(host: string): string {
  if (host === 'localhost' || host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
