import type { Segment } from '@protocol';
import { createDemuxer } from './createDemuxer';
import type { Demuxer, EncodedSample, TrackHead } from './EncodedSample';
import type { RecordedMedia } from './recordedMedia';
import type { SegmentFinder } from './SegmentShelf';

const PIECE_BYTES = 512 * 1024;
/** How often a growing file is asked for more. */
const GROWING_POLL_MS = 500;
const FAILURE_PAUSE_MS = 2_000;

/** A sample with what decodes it, at its moment on the server's clock. */
export interface TimedSample extends EncodedSample {
  readonly head: TrackHead;
}

export interface SampleReaderDependencies {
  readonly finder: SegmentFinder;
  readonly media: RecordedMedia;
  readonly frames: 'every' | 'keys';
  /** The moment to begin at: the first sample is the last key frame at or before it. */
  readonly begin: number;
  /** Called when something has come. */
  readonly onSamples: () => void;
}

interface OpenFile {
  segment: Segment;
  readonly startedAt: number;
  readonly demuxer: Demuxer;
  nextByte: number;
}

/** Reads the samples of one track in their order from a moment on, file after file, as far as it is wanted. */
export class SampleReader {
  private readonly waiting: TimedSample[] = [];
  private file: OpenFile | null = null;
  private busy = false;
  private restUntil = 0;
  private closed = false;
  private atEnd = false;
  private first: number | null = null;
  private until: number;

  constructor(private readonly dependencies: SampleReaderDependencies) {
    this.until = dependencies.begin;
  }

  /** The moment of its first sample; null until that has come. */
  get beginsAt(): number | null {
    return this.first;
  }

  /** The samples are known up to this moment. */
  get readUntil(): number {
    return this.until;
  }

  /** True once it has found something to read. */
  get hasBegun(): boolean {
    return this.file !== null;
  }

  /** True where nothing follows what was read, as far as is known. */
  get isAtEnd(): boolean {
    return this.atEnd;
  }

  /** The file that it reads; null before the first. */
  get segmentId(): string | null {
    return this.file?.segment.id ?? null;
  }

  /** True while its first piece is on the way. */
  get waitsForFirst(): boolean {
    return this.busy && this.file === null;
  }

  peek(): TimedSample | null {
    return this.waiting[0] ?? null;
  }

  take(): TimedSample | null {
    return this.waiting.shift() ?? null;
  }

  /** Drops what lies before the last key frame at or before a moment, which nobody has to decode any more. */
  skipTo(at: number): void {
    const key = this.waiting.findLastIndex((sample) => sample.key && sample.at <= at);
    if (key > 0) {
      this.waiting.splice(0, key);
    }
  }

  /** Drops what lies before the next key frame, since what it depends on is lost. */
  skipToKey(): void {
    const key = this.waiting.findIndex((sample) => sample.key);
    this.waiting.splice(0, key < 0 ? this.waiting.length : key);
  }

  /** Sees to it that the samples up to a moment are fetched. */
  want(until: number): void {
    if (this.closed || this.busy || this.until >= until || performance.now() < this.restUntil) {
      return;
    }
    this.busy = true;
    this.readOn()
      .catch((error: unknown) => {
        console.warn('a recorded piece could not be read', error);
        this.restUntil = performance.now() + FAILURE_PAUSE_MS;
      })
      .finally(() => {
        this.busy = false;
        if (!this.closed) {
          this.dependencies.onSamples();
        }
      });
  }

  close(): void {
    this.closed = true;
    this.waiting.length = 0;
  }

  private async readOn(): Promise<void> {
    const { finder, frames, begin } = this.dependencies;
    if (!this.file) {
      const segment = finder.at(begin);
      return segment ? this.open(segment, begin) : this.rest();
    }
    this.file.segment = finder.newest(this.file.segment);
    const { segment } = this.file;
    const isWhole = frames === 'keys' || (segment.state !== 'open' && this.file.nextByte >= segment.bytes);
    if (!isWhole && (await this.readPiece(this.file))) {
      return;
    }
    const next = isWhole ? finder.after(segment) : undefined;
    this.atEnd = next === null;
    return next ? this.open(next, next.startedAt) : this.rest();
  }

  /** Nothing more is there for now. */
  private rest(): void {
    this.restUntil = performance.now() + (this.file === null ? 0 : GROWING_POLL_MS);
  }

  private async open(segment: Segment, at: number): Promise<void> {
    const { media, frames } = this.dependencies;
    const piece = await media.pieceAt(segment.id, at, frames);
    const demuxer = createDemuxer(piece.mimeType);
    const file = { segment, startedAt: piece.startedAt, demuxer, nextByte: piece.nextByte };
    const samples = demuxer.push(piece.bytes);
    if (samples.length === 0 && segment.state === 'open') {
      return this.rest();
    }
    this.file = file;
    this.receive(frames === 'keys' ? lasting(samples, segment.endedAt - piece.startedAt) : samples, file);
    if (frames === 'keys') {
      this.until = Math.max(this.until, segment.endedAt);
    }
  }

  /** False where there was nothing to read. */
  private async readPiece(file: OpenFile): Promise<boolean> {
    const bytes = await this.dependencies.media.pieceFrom(file.segment.id, file.nextByte, PIECE_BYTES);
    file.nextByte += bytes.length;
    this.receive(file.demuxer.push(bytes), file);
    return bytes.length > 0;
  }

  private receive(samples: readonly EncodedSample[], { demuxer, startedAt }: OpenFile): void {
    const { head } = demuxer;
    if (this.closed || !head) {
      return;
    }
    for (const sample of samples) {
      this.waiting.push({ ...sample, at: sample.at + startedAt, head });
      this.until = Math.max(this.until, startedAt + sample.at + sample.durationMs);
    }
    this.first ??= this.waiting[0]?.at ?? null;
  }
}

/** Key frames alone: each is shown until the next one, the last to the end of its file. */
function lasting(samples: readonly EncodedSample[], endsAt: number): EncodedSample[] {
  return samples.map((sample, index) => ({ ...sample, durationMs: (samples[index + 1]?.at ?? endsAt) - sample.at }));
}
