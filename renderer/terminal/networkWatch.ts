/** Below this a picture of the lowest layer does not get through beside the sound. */
const TOO_POOR_BITS = 120_000;
/** Below this only the lower layers go out. */
const WEAK_BITS = 700_000;
/** How long it must be too poor before the pictures are taken off. */
export const PATIENCE_MS = 6000;
/** The first wait before pictures are tried again; it doubles with each failure, up to the longest. */
export const FIRST_PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 160_000;
/** Pictures that went out for so long have proved the network: the next pause is a first one again. */
const PROVED_MS = 60_000;

export interface NetworkWatch {
  /** `too-poor`: the pictures are off; sound and positions go on. */
  readonly verdict: 'good' | 'weak' | 'too-poor';
  readonly poorSince: number | null;
  readonly pausedUntil: number | null;
  readonly resumedAt: number | null;
  readonly pauseMs: number;
}

export const unwatchedNetwork: NetworkWatch = {
  verdict: 'good',
  poorSince: null,
  pausedUntil: null,
  resumedAt: null,
  pauseMs: FIRST_PAUSE_MS,
};

/**
 * Judges the network by the browser's own estimate of what can be sent. With the pictures off there is nothing to
 * estimate by, so they come back after a while to try; a try that fails makes the next wait longer.
 * @param availableBits bits a second; null where the browser has no estimate (yet).
 */
export function judgeNetwork(watch: NetworkWatch, availableBits: number | null, at: number): NetworkWatch {
  if (watch.pausedUntil !== null) {
    return at < watch.pausedUntil
      ? watch
      : { ...watch, verdict: 'weak', pausedUntil: null, poorSince: null, resumedAt: at };
  }
  if (availableBits === null) {
    return watch;
  }
  if (availableBits >= TOO_POOR_BITS) {
    const proved = watch.resumedAt === null || at - watch.resumedAt > PROVED_MS;
    return {
      ...watch,
      verdict: availableBits < WEAK_BITS ? 'weak' : 'good',
      poorSince: null,
      pauseMs: proved ? FIRST_PAUSE_MS : watch.pauseMs,
    };
  }
  const poorSince = watch.poorSince ?? at;
  if (at - poorSince < PATIENCE_MS) {
    return { ...watch, verdict: 'weak', poorSince };
  }
  return {
    verdict: 'too-poor',
    poorSince: null,
    pausedUntil: at + watch.pauseMs,
    resumedAt: null,
    pauseMs: Math.min(LONGEST_PAUSE_MS, watch.pauseMs * 2),
  };
}
