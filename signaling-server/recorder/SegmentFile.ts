import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CaptureMoment } from './CaptureClock';
import { digestOf } from './digestOf';
import { Journals } from './Journals';
import type { JournalLine } from './journalLine';
import type { CloseReason, TrackDescription } from './recorderProtocol';
import { segmentPath } from './segmentPath';

/** A disk that is this far behind is not going to catch up; what comes is then dropped rather than kept in memory. */
const MOST_WAITING_BYTES = 16_000_000;

/** What one segment's file needs to know at its start. */
export interface SegmentStart {
  readonly track: TrackDescription;
  readonly burstId: string | null;
  readonly startedAt: number;
  readonly mimeType: string;
  readonly extension: string;
  readonly initialisation: Buffer;
}

export interface WrittenFragment {
  readonly bytes: Buffer;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly key: boolean;
  readonly arrived: { readonly first: number; readonly last: number };
  readonly rtpTimes: { readonly first: number; readonly last: number };
}

/**
 * The file of one segment and its lines in the journal. Everything is done in order, each fragment with one write, and
 * each journal line after its bytes. When the disk fails, the segment ends and says so; its stream goes on with the next.
 */
export class SegmentFile {
  readonly id = randomUUID();
  private readonly journalPath: string;
  private work: Promise<void>;
  private path = '';
  private file: FileHandle | null = null;
  private opened = false;
  private offset = 0;
  /** Up to here the file is whole and the journal tells of it. */
  private whole: { bytes: number; endedAt: number };
  private waitingBytes = 0;
  private failure: unknown = null;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly directory: string,
    private readonly journals: Journals,
    private readonly start: SegmentStart,
    private readonly onFailed: (error: unknown) => void,
  ) {
    this.journalPath = Journals.pathFor(start.startedAt);
    this.whole = { bytes: 0, endedAt: start.startedAt };
    this.work = this.attempt(() => this.open());
  }

  append(fragment: WrittenFragment): void {
    this.waitingBytes += fragment.bytes.length;
    if (this.waitingBytes > MOST_WAITING_BYTES) this.fail(new Error('the disk is too slow'));
    this.enqueue(async () => {
      const { bytes, ...facts } = fragment;
      const offset = this.offset;
      await this.write(bytes);
      this.waitingBytes -= bytes.length;
      await this.log({
        ...{ type: 'fragment', segmentId: this.id, offset, bytes: bytes.length },
        ...{ ...facts, digest: digestOf(bytes) },
      });
      this.whole = { bytes: this.offset, endedAt: facts.endedAt };
    });
  }

  damaged(at: number, lostPackets: number): void {
    this.enqueue(() => this.log({ type: 'damaged', segmentId: this.id, at, lostPackets }));
  }

  /** When its first frame was taken, as far as the sender has said until now. */
  captured({ capturedAt, source, uncertaintyMs }: CaptureMoment): void {
    this.enqueue(() => this.log({ type: 'capture-time', segmentId: this.id, capturedAt, source, uncertaintyMs }));
  }

  /** `endedAt` in our wall clock; settles once the last line is in the journal, or owed to it, whatever happened before. */
  close(endedAt: number, reason: CloseReason): Promise<void> {
    this.closing ??= this.finish(endedAt, reason);
    return this.closing;
  }

  private async finish(endedAt: number, reason: CloseReason): Promise<void> {
    await this.work;
    const failed = this.failure !== null;
    // What a failed write left behind its last whole fragment is taken off again where the disk lets us.
    if (failed) await this.file?.truncate(this.whole.bytes).catch(() => undefined);
    await this.file?.close().catch(() => undefined);
    // A file of which no journal tells belongs to nobody, and a full disk would be filled with empty ones.
    if (!this.opened) return this.file ? await rm(this.path, { force: true }).catch(() => undefined) : undefined;
    const end = failed ? this.whole : { bytes: this.offset, endedAt };
    const line: JournalLine = {
      type: 'segment-closed',
      segmentId: this.id,
      endedAt: Math.round(end.endedAt),
      bytes: end.bytes,
      reason: failed ? 'disk-error' : reason,
    };
    await this.log(line).catch((error: unknown) => {
      this.journals.owe(this.journalPath, line);
      this.fail(error);
    });
  }

  private async open(): Promise<void> {
    const { track, burstId, startedAt, mimeType, extension, initialisation } = this.start;
    const path = segmentPath(track, startedAt, this.id, extension);
    this.path = join(this.directory, path);
    this.file = await openNew(this.path);
    await this.write(initialisation);
    await this.log({
      type: 'segment-opened',
      segmentId: this.id,
      path,
      track,
      burstId,
      mimeType,
      initBytes: initialisation.length,
      digest: digestOf(initialisation),
      startedAt: Math.round(startedAt),
    });
    this.opened = true;
    this.whole = { bytes: this.offset, endedAt: startedAt };
  }

  private async write(bytes: Buffer): Promise<void> {
    const { bytesWritten } = (await this.file?.write(bytes, 0, bytes.length, this.offset)) ?? { bytesWritten: 0 };
    if (bytesWritten !== bytes.length) throw new Error('the disk took only a part of a fragment');
    this.offset += bytes.length;
  }

  private log(line: JournalLine): Promise<void> {
    return this.journals.append(this.journalPath, line);
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(() => this.attempt(step));
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    if (this.failure !== null) return;
    try {
      await step();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.onFailed(error);
  }
}

/** The folder is there for every segment but the first of its track and day. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'wx');
  }
}
