/** One frame within a segment's file. Times are ticks of the RTP clock since the segment's first frame. */
export interface Sample {
  readonly time: number;
  readonly duration: number;
  readonly key: boolean;
  readonly data: Buffer;
}

/** Turns the frames of one segment into bytes: an initialisation part, then fragments that each stand alone. */
export interface Muxer {
  /** For Media Source Extensions. */
  readonly mimeType: string;
  readonly extension: string;
  initialisation(): Buffer;
  /** `samples` is never empty. */
  fragment(samples: readonly Sample[]): Buffer;
}
