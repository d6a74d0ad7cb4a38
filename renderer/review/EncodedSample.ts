/** What a decoder has to know before the first sample of a file. */
export interface TrackHead {
  /** As WebCodecs names it: `avc1.42e01f`, `vp8`, `opus`, `alaw`. */
  readonly codec: string;
  /** The codec's own configuration record, where it has one. */
  readonly description: Uint8Array | null;
  /** Null for sound. */
  readonly picture: { readonly width: number; readonly height: number } | null;
  /** Null for pictures. */
  readonly sound: { readonly channels: number; readonly samplesASecond: number } | null;
}

/** One coded picture, or one packet of sound. Times are milliseconds since the beginning of its file. */
export interface EncodedSample {
  readonly at: number;
  readonly durationMs: number;
  readonly key: boolean;
  readonly data: Uint8Array;
}

/** Takes the bytes of a file in pieces as they come, and hands out its samples. A file may begin anywhere behind its head. */
export interface Demuxer {
  /** Null until the head has been read. */
  readonly head: TrackHead | null;
  push(bytes: Uint8Array): readonly EncodedSample[];
}
