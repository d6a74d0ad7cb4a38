import type { MediaHub } from '../media/MediaHub';
import type { TalkGroups } from '../voice/TalkGroups';
import type { Metrics } from '../wire/Metrics';

/** What passes through the media workers, for Prometheus: tracks of each worker, and packets of talk sound. */
export function mediaMetrics(
  metrics: Pick<Metrics, 'gauge'>,
  { media, groups }: { media: Pick<MediaHub, 'workers'>; groups: Pick<TalkGroups, 'talkers' | 'forwardedPackets'> },
): void {
  metrics.gauge(
    'zhiqin_talk_packets_without_floor',
    'Packets with speech that came without the floor, dropped',
    () => groups.talkers.droppedPackets,
  );
  metrics.gauge('zhiqin_talk_packets_forwarded', 'Packets of talk sound that went out', () => groups.forwardedPackets);
  for (const { index } of media.workers.all()) {
    // One that died is followed by another of the same number.
    const worker = () => media.workers.all().find((candidate) => candidate.index === index);
    metrics.gauge(
      `zhiqin_media_worker_${index}_producers`,
      'Tracks received by this media worker',
      () => worker()?.producers ?? 0,
    );
    metrics.gauge(
      `zhiqin_media_worker_${index}_consumers`,
      'Tracks sent by this media worker',
      () => worker()?.consumers ?? 0,
    );
  }
}
