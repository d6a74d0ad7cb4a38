import type { SettledBurst } from '../voiceLog/VoiceLog';

/** Opus packets of our clients hold this much sound, which must be spoken before it can be sent. */
const PACKETISATION_MS = 20;

export interface BurstMeasures {
  /** KPI 1 as the server sees it; null where the talker waited in the queue, or the request is not known. */
  readonly accessMs: number | null;
  /** KPI 2: from the request until the last of those who reported heard it; null where nobody did. */
  readonly endToEndMs: number | null;
  /** KPI 3 for each receiver of whom enough is known: an estimate. */
  readonly mouthToEarMs: readonly number[];
}

/**
 * What one burst says about KPI 1 to 3 (3GPP TS 22.179 clause 6.15.3). KPI 3 is estimated as half the talker's round
 * trip, half the receiver's, the length of a packet and the receiver's own buffer; what the sound devices take is not
 * in it.
 */
export function burstMeasures({ news, sounds, roundTrips }: SettledBurst): BurstMeasures {
  const own = news.floorEvents.filter(({ name }) => name === news.speaker.name);
  const requested = own.filter(({ at, message }) => message === 'Floor Request' && at <= news.startedAt).at(-1);
  const granted = own.find(({ at, message }) => message === 'Floor Granted' && at >= (requested?.at ?? 0));
  const queued = own.some(({ at, message }) => message === 'Floor Queue Position Info' && at <= news.startedAt);
  const accessMs = queued || !requested || !granted ? null : Math.max(0, granted.at - requested.at);
  const requestedAt = requested && !queued ? requested.at : news.startedAt;
  const lastSoundAt = Math.max(...sounds.map(({ firstSoundAt }) => firstSoundAt));
  const { speakerMs, receivers } = roundTrips;
  return {
    accessMs,
    endToEndMs: sounds.length === 0 ? null : Math.max(0, lastSoundAt - requestedAt),
    mouthToEarMs: sounds.flatMap(({ receiverId, bufferMs }) => {
      const receiverMs = receivers.get(receiverId);
      if (speakerMs === null || receiverMs === undefined) return [];
      return [speakerMs / 2 + receiverMs / 2 + PACKETISATION_MS + bufferMs];
    }),
  };
}
