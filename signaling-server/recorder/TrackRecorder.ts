import { ArrivalClock } from './ArrivalClock';
import type { EncodedFrame } from './EncodedFrame';
import { FragmentQueue, type FrameRun } from './FragmentQueue';
import { FragmentedMp4 } from './FragmentedMp4';
import type { CaptureClock } from './CaptureClock';
import { MatroskaSound } from './MatroskaSound';
import type { Muxer, Sample } from './Muxer';
import type { CloseReason, StreamCodec, TrackDescription } from './recorderProtocol';
import { SegmentFile } from './SegmentFile';
import type { Volume } from './Volume';
import { WebmWriter } from './WebmWriter';

const SEGMENT_MS = 10_000;
/** A segment with no key frame at which to end it is ended all the same, so that recovery never looks far back. */
const LONGEST_SEGMENT_MS = 600_000;
/** No frame for so long is an end, with its reason, and not a slow picture. */
const SILENCE_LIMIT_MS = 2_000;
const LONGEST_STEP_SECONDS = 2;
const LONGEST_STEP_BACK_SECONDS = 1;
/** So many packets lost at once leave nothing to decode on until the next key frame. */
const LONG_LOSS_PACKETS = 500;
/** After the disk refused a segment, the next is tried so much later. */
const DISK_RETRY_MS = 1_000;
/** A look that comes so late, or before the one before it, tells of a stalled process or a clock that was set. */
const LATE_LOOK_MS = 500;

type SegmentVolume = Pick<Volume, 'directory' | 'journals'>;

/** Where segments are begun. */
export interface RecordingVolumes {
  choose(): SegmentVolume;
  /** True where another volume is well. */
  refused(volume: SegmentVolume): boolean;
}

export interface TrackRecorderOptions {
  readonly volumes: RecordingVolumes;
  readonly track: TrackDescription;
  readonly burstId: string | null;
  readonly codec: StreamCodec;
  /** What the sender says of its own clock; null where nobody listens to that. */
  readonly capture: Pick<CaptureClock, 'momentOf'> | null;
  readonly onFailed: (error: unknown) => void;
}

interface OpenSegment {
  readonly file: SegmentFile;
  readonly muxer: Muxer;
  readonly configuration: Buffer | null;
  readonly firstTime: number;
  readonly startedAt: number;
  endTime: number;
}

/** Writes the frames of one track as segments of about ten seconds, each beginning with a key frame. */
export class TrackRecorder {
  private readonly clock: ArrivalClock;
  private readonly isVideo: boolean;
  private readonly queue: FragmentQueue;
  private readonly closings = new Set<Promise<void>>();
  private segment: OpenSegment | null = null;
  private lastTime: number | null = null;
  private lastArrivedAt = 0;
  private refusedAt = -Infinity;
  private lookedAt = 0;
  /** Silence is counted from here on at the earliest. */
  private silentSince = 0;
  /** Our wall clock when the disk last refused something; null where it never did. */
  diskFailedAt: number | null = null;
  /** Our wall clock at the last key frame that went into a segment; null until there is one. */
  lastKeyAt: number | null = null;

  constructor(private readonly options: TrackRecorderOptions) {
    this.isVideo = options.codec.mimeType.startsWith('video/');
    this.clock = new ArrivalClock(options.codec.clockRate);
    this.queue = new FragmentQueue(options.codec.clockRate, this.isVideo);
  }

  get writing(): boolean {
    return this.segment !== null;
  }

  push(frame: EncodedFrame): void {
    this.endAtBreak(frame);
    this.clock.observe(frame.time, frame.arrivedAt);
    if (this.segment && frame.lostPackets > 0) {
      this.segment.file.damaged(Math.round(this.clock.wallOf(frame.time)), frame.lostPackets);
    }
    const why = this.segment && frame.key ? this.whyNewSegment(this.segment, frame) : null;
    if (why) this.endSegment(why, frame.time);
    this.lastTime = frame.time;
    this.lastArrivedAt = frame.arrivedAt;
    if (!this.segment && !this.beginSegment(frame)) return;
    if (frame.key) this.lastKeyAt = frame.arrivedAt;
    this.write(this.queue.push(frame));
  }

  /** Called several times a second with our wall clock in milliseconds. */
  tick(now: number): void {
    // What came while nobody looked has not been read yet, and a clock that was set has made no silence.
    if (now < this.lookedAt || now - this.lookedAt > LATE_LOOK_MS) this.silentSince = now;
    this.lookedAt = now;
    if (!this.segment) return;
    this.write(this.queue.due(now));
    if (now - Math.max(this.lastArrivedAt, this.silentSince) > SILENCE_LIMIT_MS) this.endSegment('no-media', null);
    else if (this.clock.wallOf(this.segment.endTime) - this.segment.startedAt > LONGEST_SEGMENT_MS) {
      this.endSegment('no-media', null);
    }
  }

  /** Settles once everything is on disk. */
  async close(reason: CloseReason): Promise<void> {
    this.endSegment(reason, null);
    await Promise.all(this.closings);
  }

  private endAtBreak(frame: EncodedFrame): void {
    if (frame.lostPackets > LONG_LOSS_PACKETS) this.endSegment('poor-network', null);
    if (this.lastTime === null) return;
    const step = (frame.time - this.lastTime) / this.options.codec.clockRate;
    if (step <= LONGEST_STEP_SECONDS && step >= -LONGEST_STEP_BACK_SECONDS) return;
    // Where the packets kept still for as long, it is a pause; else the sender's clock was set.
    const waited = (frame.arrivedAt - this.lastArrivedAt) / 1000;
    const paused = Math.abs(waited - step) < 1;
    this.endSegment(paused ? 'no-media' : 'clock-jumped', null);
    if (!paused) this.clock.forget();
  }

  private whyNewSegment(segment: OpenSegment, frame: EncodedFrame): CloseReason | null {
    if (frame.configuration && segment.configuration && !frame.configuration.equals(segment.configuration)) {
      return 'parameters-changed';
    }
    if (this.clock.drifted(frame.arrivedAt)) return 'clock-jumped';
    return this.clock.wallOf(frame.time) - segment.startedAt >= SEGMENT_MS ? 'rolled' : null;
  }

  private beginSegment(frame: EncodedFrame): boolean {
    if (!frame.key || Math.abs(frame.arrivedAt - this.refusedAt) < DISK_RETRY_MS) return false;
    const muxer = this.muxerFor(frame.configuration);
    if (!muxer) return false;
    if (this.clock.drifted(frame.arrivedAt)) this.clock.anchor(frame.time, frame.arrivedAt);
    const { volumes, track, burstId } = this.options;
    const volume = volumes.choose();
    const startedAt = this.clock.wallOf(frame.time);
    const file: SegmentFile = new SegmentFile(
      volume.directory,
      volume.journals,
      {
        track,
        burstId,
        startedAt,
        mimeType: muxer.mimeType,
        extension: muxer.extension,
        initialisation: muxer.initialisation(),
      },
      (error) => this.failed(file, volume, error),
    );
    const { time, configuration } = frame;
    this.segment = { file, muxer, configuration, firstTime: time, startedAt, endTime: time };
    return true;
  }

  private muxerFor(configuration: Buffer | null): Muxer | null {
    const { mimeType, clockRate, channels } = this.options.codec;
    if (mimeType === 'audio/opus') return FragmentedMp4.forOpus(channels);
    if (mimeType === 'audio/PCMA' || mimeType === 'audio/PCMU') return new MatroskaSound(mimeType, clockRate, channels);
    if (!configuration) return null;
    return mimeType === 'video/VP8'
      ? new WebmWriter(configuration, clockRate)
      : FragmentedMp4.forAvc(configuration, clockRate);
  }

  private write(run: FrameRun | null): void {
    const { segment } = this;
    if (!run || !segment) return;
    const { frames } = run;
    const samples = frames.map((frame, index): Sample => {
      const next = frames[index + 1]?.time ?? run.endTime;
      const duration = Math.max(1, Math.round(next - frame.time));
      return { time: Math.max(0, frame.time - segment.firstTime), duration, key: frame.key, data: frame.data };
    });
    const [first] = frames;
    const last = frames.at(-1);
    if (!first || !last) return;
    const isFirst = segment.endTime === segment.firstTime;
    segment.endTime = Math.max(segment.endTime, run.endTime);
    segment.file.append({
      bytes: segment.muxer.fragment(samples),
      startedAt: Math.round(this.clock.wallOf(first.time)),
      endedAt: Math.round(this.clock.wallOf(segment.endTime)),
      key: first.key,
      arrived: { first: Math.round(first.arrivedAt), last: Math.round(last.arrivedAt) },
      rtpTimes: { first: first.time, last: last.time },
    });
    if (isFirst) this.tellCapture(segment);
  }

  /** At its beginning, for whoever looks at once, and at its end, when more is known. */
  private tellCapture({ file, firstTime }: OpenSegment): void {
    const moment = this.options.capture?.momentOf(firstTime);
    if (moment) file.captured(moment);
  }

  private endSegment(reason: CloseReason, nextTime: number | null): void {
    const { segment } = this;
    if (!segment) return;
    this.write(this.queue.takeAll(nextTime));
    this.segment = null;
    this.tellCapture(segment);
    const closing = segment.file.close(this.clock.wallOf(segment.endTime), reason);
    this.closings.add(closing);
    void closing.finally(() => this.closings.delete(closing));
  }

  private failed(file: SegmentFile, volume: SegmentVolume, error: unknown): void {
    this.options.onFailed(error);
    this.diskFailedAt = Date.now();
    // On another volume it goes on at the next key frame.
    if (!this.options.volumes.refused(volume)) this.refusedAt = this.lastArrivedAt;
    if (this.segment?.file === file) this.endSegment('disk-error', null);
  }
}
