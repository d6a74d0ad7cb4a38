import type { TrackHead } from './EncodedSample';
import type { TimedSample } from './SampleReader';

interface Dependencies {
  readonly onPicture: (picture: VideoFrame) => void;
  /** What was being decoded is lost; the next key frame can begin anew. */
  readonly onLost: () => void;
}

/** A video decoder that is made anew where it breaks, and counts what it still has to give. */
export class PictureDecoder {
  private decoder: VideoDecoder | null = null;
  private head: TrackHead | null = null;
  /** Moments of the frames that are waited for: they went in and have not come out, in microseconds. */
  private inside: number[] = [];
  private unsupported = false;

  constructor(private readonly dependencies: Dependencies) {}

  /** True where this browser cannot decode the recording. */
  get isUnsupported(): boolean {
    return this.unsupported;
  }

  /** How many frames it has not given back yet. */
  get insideCount(): number {
    return this.inside.length;
  }

  decode({ head, key, at, durationMs, data }: TimedSample): void {
    if (!this.prepare(head) || !this.decoder) {
      return;
    }
    const timestamp = Math.round(at * 1000);
    this.inside.push(timestamp);
    const type = key ? 'key' : 'delta';
    this.decoder.decode(
      new EncodedVideoChunk({ type, timestamp, duration: Math.round(durationMs * 1000), data: new Uint8Array(data) }),
    );
  }

  /** Forgets what it has; the next frame must be a key frame. One that has given everything back goes on as it is. */
  reset(): void {
    if (this.inside.length === 0) {
      return;
    }
    this.inside = [];
    this.head = null;
    if (this.decoder?.state === 'configured') {
      this.decoder.reset();
    }
  }

  close(): void {
    this.inside = [];
    if (this.decoder && this.decoder.state !== 'closed') {
      this.decoder.close();
    }
    this.decoder = null;
  }

  private prepare(head: TrackHead): boolean {
    if (this.decoder?.state === 'configured' && this.head !== null && isSame(this.head, head)) {
      return true;
    }
    if (!this.decoder || this.decoder.state === 'closed') {
      this.decoder = this.make();
    }
    try {
      const { codec, description, picture } = head;
      this.decoder.configure({
        codec,
        // Or it would hold back pictures until as many have come as it has threads.
        optimizeForLatency: true,
        ...(description === null ? {} : { description: new Uint8Array(description) }),
        ...(picture === null ? {} : { codedWidth: picture.width, codedHeight: picture.height }),
      });
      this.head = head;
      return true;
    } catch (error) {
      console.warn('the recording cannot be decoded here', error);
      this.unsupported = true;
      return false;
    }
  }

  private make(): VideoDecoder {
    const decoder = new VideoDecoder({
      output: (picture) => {
        const place = decoder === this.decoder ? this.inside.indexOf(picture.timestamp) : -1;
        if (place < 0) {
          picture.close();
          return;
        }
        this.inside.splice(0, place + 1);
        this.dependencies.onPicture(picture);
      },
      error: (error) => {
        if (decoder !== this.decoder) {
          return;
        }
        console.warn('a decoder broke', error);
        this.unsupported = error.name === 'NotSupportedError';
        this.inside = [];
        this.head = null;
        this.decoder = null;
        this.dependencies.onLost();
      },
    });
    return decoder;
  }
}

/** Files that follow each other mostly have the same head, and the decoder goes on. */
function isSame(one: TrackHead, other: TrackHead): boolean {
  const ownBytes = one.description;
  const otherBytes = other.description;
  return (
    one === other ||
    (one.codec === other.codec &&
      one.picture?.width === other.picture?.width &&
      one.picture?.height === other.picture?.height &&
      (ownBytes === null || otherBytes === null
        ? ownBytes === otherBytes
        : ownBytes.length === otherBytes.length && ownBytes.every((byte, place) => byte === otherBytes[place])))
  );
}
