/** The four-letter name and the place of one box of an ISO base media file (ISO/IEC 14496-12, clause 4.2). */
interface Box {
  readonly type: string;
  /** Offset of what it contains. */
  readonly body: number;
  readonly end: number;
}

const HEADER_BYTES = 8;

/**
 * Seconds on the file's own timeline at which its first fragment stands (`tfdt` by the track's `mdhd` timescale): what
 * must be taken off so that a file begins at its wall-clock start. Null while the bytes do not reach that far.
 */
export function firstSecondsOf(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = find(view, 0, view.byteLength, ['moov', 'trak', 'mdia', 'mdhd']);
  const time = find(view, 0, view.byteLength, ['moof', 'traf', 'tfdt']);
  if (!header || !time) {
    return null;
  }
  const ticksPerSecond = view.getUint32(header.body + (view.getUint8(header.body) === 1 ? 20 : 12));
  const isLong = view.getUint8(time.body) === 1;
  return (isLong ? Number(view.getBigUint64(time.body + 4)) : view.getUint32(time.body + 4)) / ticksPerSecond;
}

function find(view: DataView, from: number, to: number, path: readonly string[]): Box | null {
  const [type, ...rest] = path;
  let start = from;
  while (start + HEADER_BYTES <= to) {
    const box = boxAt(view, start);
    if (box.end > to || box.end <= start) {
      return null;
    }
    if (box.type === type) {
      return rest.length === 0 ? box : find(view, box.body, box.end, rest);
    }
    start = box.end;
  }
  return null;
}

function boxAt(view: DataView, start: number): Box {
  const letters = [4, 5, 6, 7].map((offset) => String.fromCharCode(view.getUint8(start + offset)));
  return { type: letters.join(''), body: start + HEADER_BYTES, end: start + view.getUint32(start) };
}
