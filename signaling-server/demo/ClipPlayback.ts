/** A clip ready to be sent: each picture as its RTP payloads. One is shared by all who play it. */
export interface PacketisedClip {
  readonly pictures: readonly { readonly key: boolean; readonly payloads: readonly Buffer[] }[];
  readonly framesPerSecond: number;
}

/** A picture with the moment it stands for, of the clock that `pictureDue` is asked with, in milliseconds. */
export interface DuePicture {
  readonly at: number;
  readonly key: boolean;
  readonly payloads: readonly Buffer[];
}

/** No second key frame within this time, however often one is asked for: each is as large as ten other pictures. */
export const KEY_FRAME_DISTANCE_MS = 250;
/** Further behind than this (a stopped process, a sleeping machine), missed pictures are skipped, not sent in a burst. */
const LATE_LIMIT_MS = 400;

/**
 * Which picture of an endless clip is due when. It starts at a key frame; asked for one, it jumps to the next in the
 * clip instead of waiting for it.
 */
export class ClipPlayback {
  readonly #intervalMs: number;
  #next: number;
  #dueAt: number;
  #keyWanted = true;
  #keySentAt = -Infinity;

  constructor(
    private readonly clip: PacketisedClip,
    startAt: number,
    startPicture = 0,
  ) {
    this.#intervalMs = 1000 / clip.framesPerSecond;
    this.#next = startPicture % clip.pictures.length;
    this.#dueAt = startAt;
  }

  askForKeyFrame(): void {
    this.#keyWanted = true;
  }

  /** The picture that is due by `now`, or null; to be asked again until it is null. */
  pictureDue(now: number): DuePicture | null {
    if (now < this.#dueAt) return null;
    if (now - this.#dueAt > LATE_LIMIT_MS) {
      const missed = Math.floor((now - this.#dueAt) / this.#intervalMs);
      this.#dueAt += missed * this.#intervalMs;
      this.#keyWanted = true;
    }
    const { pictures } = this.clip;
    if (this.#keyWanted && this.#dueAt - this.#keySentAt >= KEY_FRAME_DISTANCE_MS) {
      const ahead = pictures.findIndex(({ key }, index) => key && index >= this.#next);
      this.#next =
        ahead === -1
          ? Math.max(
              0,
              pictures.findIndex(({ key }) => key),
            )
          : ahead;
    }
    const picture = pictures[this.#next];
    if (picture === undefined) return null;
    const at = this.#dueAt;
    if (picture.key) {
      this.#keySentAt = at;
      this.#keyWanted = false;
    }
    this.#next = (this.#next + 1) % pictures.length;
    this.#dueAt += this.#intervalMs;
    return { at, key: picture.key, payloads: picture.payloads };
  }
}
