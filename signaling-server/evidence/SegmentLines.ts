import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Journals } from '../recorder/Journals';

const CHUNK_BYTES = 4_000_000;
const LINE_END = 0x0a;
/** A journal of a large fleet has a million lines, so they are not parsed to find whose they are. */
const OWNER = /"segmentId":"([^"]+)"/;

interface Reading {
  /** Up to here the journal has been read; at a line's end. */
  offset: number;
  /** Lines of segments that nobody has taken yet, as they stand in the journal. */
  readonly lines: Map<string, string[]>;
}

/**
 * Hands out the journal lines of segments, byte for byte as the recorder wrote them. A journal is read once from its
 * start to its end, and on from there as it grows.
 */
export class SegmentLines {
  readonly #readings = new Map<string, Reading>();

  /** `directory` is the recorder's volume; with `only`, nothing is kept of other segments. */
  constructor(
    private readonly directory: string,
    private readonly only: ReadonlySet<string> | null = null,
  ) {}

  /** Of segments that are closed, by their ids; one of which no journal tells has no entry. */
  async of(segments: readonly { readonly id: string; readonly startedAt: number }[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const path of new Set(segments.map(({ startedAt }) => Journals.pathFor(startedAt)))) {
      const reading = this.#readings.get(path) ?? { offset: 0, lines: new Map<string, string[]>() };
      this.#readings.set(path, reading);
      await this.#readOn(path, reading);
      for (const { id, startedAt } of segments) {
        if (Journals.pathFor(startedAt) !== path) continue;
        const lines = reading.lines.get(id);
        if (lines) found.set(id, lines);
      }
    }
    return found;
  }

  /** Says that these were sealed, and whatever else is closed and nobody asked for: their lines are forgotten. */
  forget(): void {
    for (const { lines } of this.#readings.values()) {
      for (const [id, own] of lines) {
        if (own.some((line) => line.startsWith('{"type":"segment-closed"'))) lines.delete(id);
      }
    }
  }

  /** Begins anew, so that what was forgotten is found again. */
  reset(): void {
    this.#readings.clear();
  }

  async #readOn(path: string, reading: Reading): Promise<void> {
    const absolute = join(this.directory, path);
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
        for (const text of chunk.toString('utf8', 0, whole).split('\n')) this.#take(reading, text);
        reading.offset += whole;
      }
    } finally {
      await file.close();
    }
  }

  #take(reading: Reading, text: string): void {
    const segmentId = OWNER.exec(text)?.[1];
    if (segmentId === undefined || (this.only && !this.only.has(segmentId))) return;
    const lines = reading.lines.get(segmentId);
    if (lines) lines.push(text);
    else reading.lines.set(segmentId, [text]);
  }
}
