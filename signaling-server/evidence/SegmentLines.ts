import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Journals } from '../recorder/Journals';

const CHUNK_BYTES = 4_000_000;
const LINE_END = 0x0a;
const ARCHIVED = '{"type":"segment-archived"';
const CLOSED = '{"type":"segment-closed"';
/** The index learns of a segment a second or two after its journal does. */
const ROUNDS_KEPT = 120;
/** A journal of a large fleet has a million lines, so they are not parsed to find whose they are. */
const OWNER = /"segmentId":"([^"]+)"/;

interface Reading {
  /** Up to here the journal has been read; at a line's end. */
  offset: number;
  /** Lines of segments that nobody has taken yet, as they stand in the journal. */
  readonly lines: Map<string, string[]>;
  /** In which round a segment's last line was read. */
  readonly closedIn: Map<string, number>;
}

function emptyReading(): Reading {
  return { offset: 0, lines: new Map(), closedIn: new Map() };
}

/**
 * Hands out the journal lines of segments, byte for byte as the recorder wrote them. A journal is read once from its
 * start to its end, and on from there as it grows.
 */
export class SegmentLines {
  readonly #readings = new Map<string, Reading>();
  #round = 0;

  /** `volumes` are the recorder's; with `only`, nothing is kept of other segments. */
  constructor(
    private readonly volumes: readonly string[],
    private readonly only: ReadonlySet<string> | null = null,
  ) {}

  /** Of segments that are closed, by their ids; one of which no journal tells has no entry. */
  async of(segments: readonly { readonly id: string; readonly startedAt: number }[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const path of new Set(segments.map(({ startedAt }) => Journals.pathFor(startedAt)))) {
      const wanted = segments.filter(({ startedAt }) => Journals.pathFor(startedAt) === path).map(({ id }) => id);
      const journals = this.volumes.map((volume) => join(volume, path));
      for (const journal of journals) {
        const reading = this.#readings.get(journal) ?? emptyReading();
        this.#readings.set(journal, reading);
        await this.#readOn(journal, reading, this.only);
        this.#find(wanted, reading, found);
      }
      // What was forgotten, because it came into the index long after it was closed, is read once more.
      for (const journal of journals) {
        const missing = new Set(wanted.filter((id) => !found.has(id)));
        if (missing.size === 0) break;
        const again = emptyReading();
        await this.#readOn(journal, again, missing);
        this.#find([...missing], again, found);
      }
    }
    return found;
  }

  /** Says that these are sealed; what others closed is kept a while, since the index may learn of it later. */
  forget(sealedIds: readonly string[]): void {
    this.#round += 1;
    for (const { lines, closedIn } of this.#readings.values()) {
      const old = [...closedIn].filter(([, round]) => round <= this.#round - ROUNDS_KEPT).map(([id]) => id);
      for (const id of [...sealedIds, ...old]) {
        lines.delete(id);
        closedIn.delete(id);
      }
    }
  }

  #find(wanted: readonly string[], { lines }: Reading, found: Map<string, string[]>): void {
    for (const id of wanted) {
      const own = lines.get(id);
      if (own) found.set(id, own);
    }
  }

  async #readOn(absolute: string, reading: Reading, only: ReadonlySet<string> | null): Promise<void> {
    const size = await stat(absolute).then(
      (found) => found.size,
      () => 0,
    );
    if (size <= reading.offset) return;
    const file = await open(absolute, 'r');
    try {
      while (reading.offset < size) {
        const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - reading.offset));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, reading.offset);
        const whole = chunk.subarray(0, bytesRead).lastIndexOf(LINE_END) + 1;
        if (whole === 0) return;
        for (const text of chunk.toString('utf8', 0, whole).split('\n')) this.#take(reading, text, only);
        reading.offset += whole;
      }
    } finally {
      await file.close();
    }
  }

  #take(reading: Reading, text: string, only: ReadonlySet<string> | null): void {
    // Where its file is now is no part of what was recorded, and comes after it is sealed.
    if (text.startsWith(ARCHIVED)) return;
    const segmentId = OWNER.exec(text)?.[1];
    if (segmentId === undefined || (only && !only.has(segmentId))) return;
    if (text.startsWith(CLOSED)) reading.closedIn.set(segmentId, this.#round);
    const lines = reading.lines.get(segmentId);
    if (lines) lines.push(text);
    else reading.lines.set(segmentId, [text]);
  }
}
