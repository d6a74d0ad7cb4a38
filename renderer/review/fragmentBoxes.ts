/** The four-letter name and the place of one box of an ISO base media file (ISO/IEC 14496-12, clause 4.2). */
interface Box {
  readonly type: string;
  /** Offset of the box itself. */
  readonly start: number;
  /** Offset of what it contains. */
  readonly body: number;
  readonly end: number;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** A fragment's description is small; what claims to be larger is picture data that happens to look like one. */
const LARGEST_MOOF_BYTES = 200_000;

function boxAt(view: DataView, start: number): Box | null {
  if (start + HEADER_BYTES > view.byteLength) {
    return null;
  }
  const type = String.fromCharCode(
    view.getUint8(start + 4),
    view.getUint8(start + 5),
    view.getUint8(start + 6),
    view.getUint8(start + 7),
  );
  let size = view.getUint32(start);
  let body = start + HEADER_BYTES;
  if (size === 1) {
    if (start + LARGE_HEADER_BYTES > view.byteLength) {
      return null;
    }
    size = Number(view.getBigUint64(start + HEADER_BYTES));
    body = start + LARGE_HEADER_BYTES;
  }
  return size < HEADER_BYTES ? null : { type, start, body, end: start + size };
}

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let start = from;
  while (start < to) {
    const box = boxAt(view, start);
    if (!box) {
      return;
    }
    yield box;
    start = box.end;
  }
}

function find(view: DataView, from: number, to: number, path: readonly string[]): Box | null {
  const [type, ...rest] = path;
  for (const box of boxesIn(view, from, Math.min(to, view.byteLength))) {
    if (box.type === type) {
      return rest.length === 0 ? box : find(view, box.body, box.end, rest);
    }
  }
  return null;
}

/** The head of a fragmented file: where its initialisation ends and how many ticks its track counts a second. */
export interface FileHead {
  readonly initBytes: number;
  readonly ticksPerSecond: number;
}

/** Reads the head; null while the bytes do not reach past the initialisation. */
export function readHead(bytes: Uint8Array): FileHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const moov = find(view, 0, view.byteLength, ['moov']);
  if (!moov || moov.end > view.byteLength) {
    return null;
  }
  const header = find(view, moov.body, moov.end, ['trak', 'mdia', 'mdhd']);
  if (!header) {
    return null;
  }
  const version = view.getUint8(header.body);
  return { initBytes: moov.end, ticksPerSecond: view.getUint32(header.body + (version === 1 ? 20 : 12)) };
}

/** A fragment inside a piece of a file. */
export interface FragmentStart {
  /** Offset inside the piece. */
  readonly offset: number;
  /** Its decode time in ticks of the track. */
  readonly decodeTime: number;
}

/** The first fragment that begins in a piece cut out anywhere from a fragmented file; null where none does. */
export function findFragment(bytes: Uint8Array): FragmentStart | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 24 < bytes.length; offset += 1) {
    if (view.getUint32(offset + 4) !== MOOF || view.getUint32(offset) > LARGEST_MOOF_BYTES) {
      continue;
    }
    const end = offset + view.getUint32(offset);
    const time = find(view, offset + HEADER_BYTES, end, ['traf', 'tfdt']);
    if (view.getUint32(offset + 12) === MFHD && time && time.end <= view.byteLength) {
      const long = view.getUint8(time.body) === 1;
      return { offset, decodeTime: long ? Number(view.getBigUint64(time.body + 4)) : view.getUint32(time.body + 4) };
    }
  }
  return null;
}

const MOOF = 0x6d6f6f66;
const MFHD = 0x6d666864;
