import { ChunkWriter } from './ChunkWriter';
import { HandIn, type HandInTerms } from './HandIn';
import { PICTURE_BITS, PictureSource } from './PictureSource';
import type { RecordingShelf } from './RecordingShelf';
import { SOUND_BITS, SoundSource } from './SoundSource';
import { steadyNow } from './SteadyClock';
import { TrackTape } from './TrackTape';
import type { TrackSource } from './TrackSource';
import type { DeviceRecordingState, ToRecordingWorker } from './workerMessages';

/** A server that is started again is back sooner: by then it is a line that is gone, and every picture is worth its work. */
const WHOLE_AFTER_MS = 5_000;

interface Running {
  readonly source: TrackSource;
  readonly tape: TrackTape;
  readonly writer: ChunkWriter;
  readonly bitsPerSecond: number;
}

/** Everything that this terminal records by itself and hands in, as it runs in its worker. */
export class TapeDeck {
  private readonly tracks = new Map<string, Running>();
  private readonly handIn: HandIn;
  private lost: ReadonlySet<string> = new Set();
  private since: number | null = null;
  private isLong = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private offsetMs: number | null = null;
  private terms: HandInTerms | null = null;
  private failed = false;

  constructor(
    private readonly shelf: RecordingShelf,
    private readonly onState: (state: DeviceRecordingState) => void,
  ) {
    this.handIn = new HandIn({
      shelf,
      send: (address, request) => fetch(address, request),
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      now: () => performance.now(),
      terms: () => this.terms,
      onChanged: () => this.tell(),
    });
    this.tell();
  }

  take(message: ToRecordingWorker): void {
    switch (message.type) {
      case 'track':
        return this.begin(message);
      case 'drop-track':
        return this.drop(message.key);
      case 'lost':
        return this.setLost(new Set(message.keys));
      case 'clock':
        this.offsetMs = message.offsetMs;
        return;
      case 'hand-in':
        this.terms = message.terms;
        void this.handIn.run();
    }
  }

  private begin({ key, track, kind, readable }: Extract<ToRecordingWorker, { type: 'track' }>): void {
    this.drop(key);
    const writer = new ChunkWriter({
      ...{ track, shelf: this.shelf, clockOffsetMs: () => this.offsetMs },
      onFailed: (error) => this.fail(error),
    });
    const tape = new TrackTape({ write: (group) => writer.write(group), end: () => writer.end() });
    const events = {
      onPiece: tape.push.bind(tape),
      onFailed: (error: unknown) => this.fail(error),
    };
    // The kind was said by whoever made the stream.
    const source =
      kind === 'picture'
        ? new PictureSource(readable as ReadableStream<VideoFrame>, events)
        : new SoundSource(readable as ReadableStream<AudioData>, events);
    const bitsPerSecond = kind === 'picture' ? PICTURE_BITS : SOUND_BITS;
    this.tracks.set(key, { source, tape, writer, bitsPerSecond });
    this.follow();
  }

  private drop(key: string): void {
    const running = this.tracks.get(key);
    if (!running) return;
    this.tracks.delete(key);
    running.source.close();
    running.tape.stop();
    this.handInAfter(running.writer);
    this.follow();
  }

  /** What has just been closed waits to be handed in. */
  private handInAfter(writer: ChunkWriter): void {
    void writer.settle().then(() => this.handIn.run());
  }

  private setLost(lost: ReadonlySet<string>): void {
    this.lost = lost;
    this.time();
    this.follow();
    void this.handIn.run();
  }

  private time(): void {
    if (this.lost.size > 0 && this.timer !== null) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.isLong = false;
    this.timer = this.lost.size === 0 ? null : setTimeout(() => this.becomeLong(), WHOLE_AFTER_MS);
  }

  private becomeLong(): void {
    this.isLong = true;
    this.follow();
  }

  /** Writes those tracks that do not get through, and no others. */
  private follow(): void {
    for (const [key, { source, tape, writer }] of this.tracks) {
      const isLost = this.lost.has(key);
      source.setWhole(isLost && this.isLong);
      if (isLost) tape.begin();
      else if (tape.isWriting) {
        tape.stop();
        // What is kept for the next loss begins at once, and not with the next key frame that happens to come.
        source.wantKeyFrame();
        this.handInAfter(writer);
      }
    }
    const isWriting = [...this.tracks.values()].some(({ tape }) => tape.isWriting);
    this.since = isWriting ? (this.since ?? steadyNow()) : null;
    this.tell();
  }

  private fail(error: unknown): void {
    console.error('this terminal cannot record by itself', error);
    this.failed = true;
    this.tell();
  }

  private tell(): void {
    const { done, total } = this.handIn.progress();
    const bits = [...this.tracks.values()].reduce((sum, { bitsPerSecond }) => sum + bitsPerSecond, 0);
    const { room, usedBytes, dropped } = this.shelf;
    this.onState({
      ...{ phase: this.failed ? 'failed' : 'ready', recordingSince: this.since },
      ...{ handedIn: done, toHandIn: total, notTaken: this.handIn.notTaken, usedBytes, roomBytes: room, dropped },
      roomHours: bits === 0 ? null : (room * 8) / bits / 3600,
    });
  }
}
