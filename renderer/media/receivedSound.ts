/** What the browser says of a received sound since it began; all counts only grow. */
export interface ReceivedSound {
  /** Milliseconds of sound that came out of received packets. */
  readonly playedMs: number;
  /** Milliseconds of sound that were made up for packets that did not come in time; pauses in speech are not counted. */
  readonly concealedMs: number;
  /** Milliseconds that the emitted samples have waited in the jitter buffer, all together. */
  readonly waitedMs: number;
  /** How many samples that was. */
  readonly emittedSamples: number;
}

/** NetEq counts in samples of this rate, whatever the sound was recorded with. */
const SAMPLES_A_MILLISECOND = 48;

/** Reads the statistics of a receiver; null where there are none of a sound. */
export function receivedSound(stats: RTCStatsReport): ReceivedSound | null {
  // A report is a map from an id to an entry; which members an entry has depends on its type.
  for (const [, entry] of stats as ReadonlyMap<string, Record<string, unknown>>) {
    if (entry.type !== 'inbound-rtp' || entry.kind !== 'audio') continue;
    const count = (name: string): number => (typeof entry[name] === 'number' ? entry[name] : 0);
    const concealed = count('concealedSamples');
    return {
      playedMs: (count('totalSamplesReceived') - concealed) / SAMPLES_A_MILLISECOND,
      concealedMs: (concealed - count('silentConcealedSamples')) / SAMPLES_A_MILLISECOND,
      waitedMs: count('jitterBufferDelay') * 1_000,
      emittedSamples: count('jitterBufferEmittedCount'),
    };
  }
  return null;
}

/** What has come out between two readings. */
export function soundBetween(before: ReceivedSound, after: ReceivedSound): ReceivedSound {
  return {
    playedMs: Math.max(0, after.playedMs - before.playedMs),
    concealedMs: Math.max(0, after.concealedMs - before.concealedMs),
    waitedMs: Math.max(0, after.waitedMs - before.waitedMs),
    emittedSamples: Math.max(0, after.emittedSamples - before.emittedSamples),
  };
}
