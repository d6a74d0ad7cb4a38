/** What is known of one track's way to the server at a moment. */
export interface TrackWay {
  readonly key: string;
  /** The server has said that it takes it. */
  readonly live: boolean;
}

export interface LinkEvidence {
  /** The line of signals stands. */
  readonly online: boolean;
  /** The server is heard on the way of the pictures. */
  readonly heard: boolean;
  readonly ways: readonly TrackWay[];
}

interface TrackState {
  /** It does not get through, so that it is to be recorded here. */
  readonly lost: boolean;
  readonly begunAt: number;
  /** Null while it does not get through. */
  readonly wellSince: number | null;
  readonly wasWell: boolean;
}
export type TrackStates = ReadonlyMap<string, TrackState>;

/** A track that has just been begun is not lost yet. Nothing is missed meanwhile: memory holds more. */
const BEGINNING_MS = 5_000;
/** A way that has just come back is trusted after so long, since the server begins with a key frame and writes it. */
const TRUSTED_AFTER_MS = 4_000;

/** Says of each track whether it is lost, from what is known now and what it was taken for before. */
export function lostTracks(before: TrackStates, { online, heard, ways }: LinkEvidence, now: number): TrackStates {
  const next = new Map<string, TrackState>();
  for (const { key, live } of ways) {
    const known = before.get(key) ?? { lost: false, begunAt: now, wellSince: null, wasWell: false };
    const { begunAt } = known;
    if (online && heard && live) {
      const wellSince = known.wellSince ?? now;
      next.set(key, { lost: known.lost && now - wellSince < TRUSTED_AFTER_MS, begunAt, wellSince, wasWell: true });
    } else {
      const lost = known.wasWell || now - begunAt >= BEGINNING_MS;
      next.set(key, { lost, begunAt, wellSince: null, wasWell: known.wasWell });
    }
  }
  return next;
}
