/** The four-letter name and the place of one box of an ISO base media file (ISO/IEC 14496-12, clause 4.2). */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Offset of what it contains. */
  readonly body: number;
  readonly end: number;
}

const HEADER_BYTES = 8;

/** The box that begins at an offset, whole or not; null where not even its header is there, or it cannot be one. */
export function boxAt(view: DataView, start: number): Box | null {
  if (start + HEADER_BYTES > view.byteLength) {
    return null;
  }
  const length = view.getUint32(start);
  if (length < HEADER_BYTES) {
    return null;
  }
  const letters = [4, 5, 6, 7].map((offset) => String.fromCharCode(view.getUint8(start + offset)));
  return { type: letters.join(''), start, body: start + HEADER_BYTES, end: start + length };
}

/** The whole boxes within a range, in their order; ends at the first that is cut off. */
export function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let start = from;
  while (start < to) {
    const box = boxAt(view, start);
    if (!box || box.end > to) {
      return;
    }
    yield box;
    start = box.end;
  }
}

/** The box at a path of names within a range; null where there is none. */
export function findBox(view: DataView, from: number, to: number, path: readonly string[]): Box | null {
  const [type, ...rest] = path;
  for (const box of boxesIn(view, from, to)) {
    if (box.type === type) {
      return rest.length === 0 ? box : findBox(view, box.body, box.end, rest);
    }
  }
  return null;
}
