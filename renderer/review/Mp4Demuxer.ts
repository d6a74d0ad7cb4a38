import type { Demuxer, EncodedSample, TrackHead } from './EncodedSample';
import { PendingBytes } from './PendingBytes';
import { readMp4Head, type Mp4Head } from './mp4Head';
import { boxAt, boxesIn, findBox, type Box } from './isoBoxes';

/** Bits of the flags of `tfhd` and `trun` (ISO/IEC 14496-12, clauses 8.8.7 and 8.8.8): which fields are there. */
const TRACK_FIELDS = { baseOffset: 0x1, description: 0x2, duration: 0x8, size: 0x10, flags: 0x20 } as const;
const RUN_FIELDS = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  shownLater: 0x800,
} as const;
const NOT_SYNC = 0x1_0000;

/** Reads fragmented MP4 with one track (ISO/IEC 14496-12, clause 8.8). */
export class Mp4Demuxer implements Demuxer {
  private readonly pending = new PendingBytes();
  private mp4Head: Mp4Head | null = null;
  private fragment: { readonly view: DataView; readonly box: Box } | null = null;

  get head(): TrackHead | null {
    return this.mp4Head;
  }

  push(bytes: Uint8Array): readonly EncodedSample[] {
    const all = this.pending.push(bytes);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const samples: EncodedSample[] = [];
    let start = 0;
    for (let box = boxAt(view, 0); box !== null && box.end <= view.byteLength; box = boxAt(view, start)) {
      if (box.type === 'moov') {
        this.mp4Head = readMp4Head(view, box);
      } else if (box.type === 'moof') {
        // The bytes of the next piece stand in a new array, so that what is kept of this one is its own.
        this.fragment = {
          view: copyOf(all, box),
          box: { ...box, body: box.body - box.start, end: box.end - box.start },
        };
      } else if (box.type === 'mdat' && this.fragment && this.mp4Head) {
        samples.push(...samplesOf(this.fragment, all.subarray(box.body, box.end), this.mp4Head));
        this.fragment = null;
      }
      start = box.end;
    }
    this.pending.drop(start);
    return samples;
  }
}

function copyOf(bytes: Uint8Array, { start, end }: Box): DataView {
  return new DataView(bytes.slice(start, end).buffer);
}

/** The samples of one fragment whose data fills one `mdat` in their order, as every writer of one track has it. */
function samplesOf(
  { view, box }: { readonly view: DataView; readonly box: Box },
  data: Uint8Array,
  { ticksASecond }: Mp4Head,
): EncodedSample[] {
  const track = findBox(view, box.body, box.end, ['traf']);
  const trackHeader = track && findBox(view, track.body, track.end, ['tfhd']);
  const time = track && findBox(view, track.body, track.end, ['tfdt']);
  if (!track || !trackHeader || !time) {
    return [];
  }
  const usual = usualOf(view, trackHeader);
  let at = view.getUint8(time.body) === 1 ? Number(view.getBigUint64(time.body + 4)) : view.getUint32(time.body + 4);
  let offset = 0;
  const samples: EncodedSample[] = [];
  for (const run of boxesIn(view, track.body, track.end)) {
    if (run.type !== 'trun') {
      continue;
    }
    const fields = view.getUint32(run.body) & 0xff_ffff;
    const count = view.getUint32(run.body + 4);
    let place = run.body + 8 + (fields & RUN_FIELDS.dataOffset ? 4 : 0);
    const firstFlags = fields & RUN_FIELDS.firstFlags ? view.getUint32((place += 4) - 4) : null;
    const field = (bit: number, otherwise: number): number =>
      fields & bit ? view.getUint32((place += 4) - 4) : otherwise;
    for (let index = 0; index < count; index += 1) {
      const duration = field(RUN_FIELDS.duration, usual.duration);
      const size = field(RUN_FIELDS.size, usual.size);
      const flags = field(RUN_FIELDS.flags, index === 0 && firstFlags !== null ? firstFlags : usual.flags);
      const later = field(RUN_FIELDS.shownLater, 0) | 0;
      samples.push({
        at: ((at + later) * 1000) / ticksASecond,
        durationMs: (duration * 1000) / ticksASecond,
        key: (flags & NOT_SYNC) === 0,
        data: data.subarray(offset, offset + size),
      });
      at += duration;
      offset += size;
    }
  }
  return samples;
}

/** What holds for a sample of which the run says nothing. */
function usualOf(view: DataView, header: Box): { duration: number; size: number; flags: number } {
  const fields = view.getUint32(header.body) & 0xff_ffff;
  let place =
    header.body + 8 + (fields & TRACK_FIELDS.baseOffset ? 8 : 0) + (fields & TRACK_FIELDS.description ? 4 : 0);
  const field = (bit: number): number => (fields & bit ? view.getUint32((place += 4) - 4) : 0);
  return { duration: field(TRACK_FIELDS.duration), size: field(TRACK_FIELDS.size), flags: field(TRACK_FIELDS.flags) };
}
