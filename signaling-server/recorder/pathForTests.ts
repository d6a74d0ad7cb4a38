import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyJournalLines } from '../recording/segmentIndex';
import type { SegmentRow } from '../recording/SegmentsTable';
import { CaptureClock } from './CaptureClock';
import { createDepacketizer } from './createDepacketizer';
import { Journals } from './Journals';
import type { JournalLine } from './journalLine';
import { pause, packetOf, readJournal, vehicleTrack } from './recorderForTests';
import type { CloseReason, StreamCodec } from './recorderProtocol';
import { ReorderBuffer } from './ReorderBuffer';
import type { RtpPacket } from './rtpPacket';
import { TrackRecorder } from './TrackRecorder';

const TICK_MS = 50;

/** A packet on its way. `at` is our wall clock in milliseconds as it arrives. */
export interface SentPacket {
  readonly at: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
  /** Milliseconds on the sender's clock. */
  readonly captureTime?: number;
}

/**
 * The whole way from packets to files, under a clock that the test holds: what came a minute apart is written in a
 * moment, and every run does the same.
 */
export class RecordedPath {
  readonly failures: unknown[] = [];
  readonly volume = mkdtempSync(join(tmpdir(), 'zhiqin-path-'));
  readonly #journals = new Journals(this.volume, () => undefined);
  readonly #order: ReorderBuffer;
  readonly #writer: TrackRecorder;
  readonly #capture: CaptureClock;
  #now: number | null = null;

  constructor(codec: StreamCodec) {
    const depacketizer = createDepacketizer(codec.mimeType);
    const onFailed = (error: unknown): void => void this.failures.push(error);
    this.#capture = new CaptureClock(codec.clockRate);
    const capture = this.#capture;
    const volume = { directory: this.volume, journals: this.#journals };
    const volumes = { choose: () => volume, refused: () => false };
    const target = { volumes, track: vehicleTrack, burstId: null };
    this.#writer = new TrackRecorder({ ...target, codec, capture, onFailed });
    this.#order = new ReorderBuffer(({ packet, lostBefore }) => {
      for (const frame of depacketizer.push(packet, lostBefore)) this.#writer.push(frame);
    });
  }

  /** Lets packets arrive, in the given order, and the time between them pass. */
  receive(packets: readonly SentPacket[]): void {
    for (const { at, ...packet } of packets) {
      this.pass(at);
      const { timestamp, captureTime } = packet;
      if (captureTime !== undefined) this.#capture.observe({ timestamp, at: captureTime, source: 'abs-capture-time' });
      this.#order.push(packetOf({ ...packet, arrivedAt: at } satisfies Partial<RtpPacket>));
    }
  }

  /** Goes on to a moment; one in the past, or far in the future, is a clock that was set. */
  pass(to: number): void {
    const from = this.#now ?? to;
    const wasSet = to < from || to - from > 600_000;
    for (let now = wasSet ? to : from + TICK_MS; now <= to; now += TICK_MS) this.#tick(now);
    this.#now = wasSet ? to : Math.max(from, to - ((to - from) % TICK_MS));
  }

  /** Waits until all that was cut into fragments is on disk, without ending anything: the state of a crash. */
  async settle(): Promise<void> {
    const sizes = (): string => JSON.stringify(this.files().map((path) => statSync(join(this.volume, path)).size));
    for (let before = ''; before !== sizes();) {
      before = sizes();
      await pause(150);
    }
  }

  async finish(reason: CloseReason = 'recorder-stopped'): Promise<void> {
    this.#order.drain();
    await this.#writer.close(reason);
    await this.#journals.close();
  }

  lines(): JournalLine[] {
    return this.files()
      .filter((path) => path.endsWith('.jsonl'))
      .sort()
      .flatMap((path) => readJournal(join(this.volume, path)));
  }

  /** The index as the server would have it, oldest first. */
  segments(): SegmentRow[] {
    const rows = applyJournalLines(this.lines(), new Map()).map(({ row }) => row);
    return rows.sort((one, other) => one.startedAt - other.startedAt);
  }

  fileOf(row: SegmentRow): string {
    return join(this.volume, row.path);
  }

  /** Every file of the volume, relative to it. */
  files(): string[] {
    return readdirSync(this.volume, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path));
  }

  remove(): void {
    rmSync(this.volume, { recursive: true, force: true });
  }

  #tick(now: number): void {
    this.#order.expire(now);
    this.#writer.tick(now);
  }
}

/** The packets of pictures, one picture after the other at 25 a second, all packets of one at one moment. */
export function packetsOf(
  clip: readonly (readonly Buffer[])[],
  from: { readonly at: number; readonly sequenceNumber: number; readonly timestamp: number },
): SentPacket[] {
  let sequenceNumber = from.sequenceNumber;
  return clip.flatMap((payloads, picture) =>
    payloads.map((payload, index): SentPacket => {
      const packet = {
        at: from.at + picture * 40,
        sequenceNumber: sequenceNumber & 0xffff,
        timestamp: (from.timestamp + picture * 3_600) >>> 0,
        marker: index === payloads.length - 1,
        payload,
      };
      sequenceNumber += 1;
      return packet;
    }),
  );
}
