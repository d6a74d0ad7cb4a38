import type { Segment } from '@protocol';
import { findFragment, readHead } from './fragmentBoxes';

/** A piece of a file, and how long the whole file is by now; null past its end. */
export type FetchPiece = (
  segmentId: string,
  from: number,
  bytes: number,
) => Promise<{ bytes: Uint8Array; total: number } | null>;

const HEAD_BYTES = 64 * 1024;
const PROBE_BYTES = 192 * 1024;
/** How much earlier than wanted reading begins, so that a key frame (asked for every 2 s) lies in between. */
const KEY_FRAME_MARGIN_MS = 2500;
const PROBES = 5;

/** One recorded file opened for reading from any moment: its initialisation, and where in it a moment lies. */
export class SegmentFile {
  private constructor(
    readonly segment: Segment,
    /** What a SourceBuffer must be given before any fragment of the file; null where the container has no index of ours. */
    readonly init: Uint8Array | null,
    private readonly ticksPerSecond: number,
    private readonly firstDecodeTime: number,
    private readonly total: number,
    private readonly fetchPiece: FetchPiece,
  ) {}

  /** Null while the file holds no whole fragment yet. */
  static async create(segment: Segment, fetchPiece: FetchPiece): Promise<SegmentFile | null> {
    const piece = await fetchPiece(segment.id, 0, HEAD_BYTES);
    if (!piece) {
      return null;
    }
    if (!segment.mimeType.includes('mp4')) {
      return new SegmentFile(segment, null, 1, 0, piece.total, fetchPiece);
    }
    const head = readHead(piece.bytes);
    const first = head && findFragment(piece.bytes.subarray(head.initBytes));
    if (!head || !first) {
      return null;
    }
    const init = piece.bytes.slice(0, head.initBytes);
    return new SegmentFile(segment, init, head.ticksPerSecond, first.decodeTime, piece.total, fetchPiece);
  }

  /** Seconds in the file at which its first picture stands: what must be taken off so that the file begins at zero. */
  get firstSeconds(): number {
    return this.firstDecodeTime / this.ticksPerSecond;
  }

  /**
   * The byte from which to read so that the picture of a moment comes out: a fragment's start a little before it. The
   * file has no index, so the place is guessed by proportion and corrected by the times that are read there.
   * @param marginMs how much earlier to begin; more where no key frame was found.
   */
  async locate(at: number, marginMs = KEY_FRAME_MARGIN_MS): Promise<number> {
    if (this.init === null) {
      return 0;
    }
    const begin = this.init.length;
    const length = Math.max(1, this.segment.endedAt - this.segment.startedAt);
    const wanted = at - this.segment.startedAt - marginMs;
    if (wanted <= 0 || this.total - begin < PROBE_BYTES) {
      return begin;
    }
    let low = { byte: begin, time: 0 };
    let high = { byte: this.total, time: length };
    for (let probe = 0; probe < PROBES; probe += 1) {
      const share = Math.min(1, Math.max(0, (wanted - low.time) / Math.max(1, high.time - low.time)));
      const guess = Math.floor(low.byte + (high.byte - low.byte) * share - PROBE_BYTES / 4);
      if (guess <= low.byte) {
        break;
      }
      const piece = await this.fetchPiece(this.segment.id, guess, PROBE_BYTES);
      const fragment = piece && findFragment(piece.bytes);
      if (!fragment) {
        high = { byte: guess, time: wanted };
        continue;
      }
      const found = { byte: guess + fragment.offset, time: this.millisecondsOf(fragment.decodeTime) };
      if (found.time > wanted) {
        high = found;
      } else if (wanted - found.time <= KEY_FRAME_MARGIN_MS) {
        return found.byte;
      } else {
        low = found;
      }
    }
    return low.byte;
  }

  private millisecondsOf(decodeTime: number): number {
    return ((decodeTime - this.firstDecodeTime) / this.ticksPerSecond) * 1000;
  }
}
