import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** Lines of bursts that are written long since are left out from here on. */
const MOST_BYTES = 1_048_576;

/** A burst as it begins, with all that its row and its audit row say. */
const begunBurst = z.object({
  speaker: z.object({
    address: z.string(),
    session: z.object({ id: z.string(), accountId: z.string(), name: z.string() }),
  }),
  row: z.object({
    id: z.string(),
    groupId: z.string(),
    groupName: z.string(),
    placeId: z.string(),
    speakerName: z.string(),
    accountId: z.string(),
    vehicleId: z.string().nullable(),
    startedAt: z.number(),
    priority: z.number().exactOptional(),
    emergency: z.boolean().exactOptional(),
    orderId: z.string().nullable().exactOptional(),
    alarmId: z.string().nullable().exactOptional(),
  }),
  position: z.object({ longitude: z.number(), latitude: z.number(), at: z.number() }).nullable(),
});
export type BegunBurst = z.infer<typeof begunBurst>;

/**
 * The bursts that have begun and are not in the database yet, in a file: nobody is heard before his burst stands here.
 * A line is handed to the kernel before `note` returns, which takes some ten microseconds, and survives the death of
 * this process, though not of the machine. What a dead server left here the next one writes.
 */
export class BurstJournal {
  readonly #unwritten = new Map<string, string>();
  #bytes = 0;
  #closed = false;

  private constructor(
    private readonly file: string,
    /** What the last run noted and is not known to have written. */
    readonly left: readonly BegunBurst[],
    private handle: number,
  ) {}

  /** Throws where the file cannot be opened; a line that was cut short by the end of its writer is left out. */
  static create(file: string): BurstJournal {
    const handle = openSync(file, 'a', 0o600);
    const lines = readFileSync(file, 'utf8').split('\n');
    const left = lines.flatMap((line) => {
      const parsed = begunBurst.safeParse(jsonOf(line));
      return parsed.success ? [parsed.data] : [];
    });
    const journal = new BurstJournal(file, left, handle);
    journal.#keep(left);
    return journal;
  }

  /** Throws where nothing more can be written, such as on a full disk. */
  note(burst: BegunBurst): void {
    const line = lineOf(burst);
    this.#unwritten.set(burst.row.id, line);
    this.#bytes += writeSync(this.handle, line);
  }

  /** These are written, or never will be. */
  forget(burstIds: readonly string[]): void {
    burstIds.forEach((burstId) => this.#unwritten.delete(burstId));
    if (this.#bytes === 0 || this.#closed) return;
    if (this.#unwritten.size === 0) {
      ftruncateSync(this.handle, 0);
      this.#bytes = 0;
    } else if (this.#bytes > MOST_BYTES) this.#rewrite();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.handle);
  }

  #keep(left: readonly BegunBurst[]): void {
    left.forEach((burst) => this.#unwritten.set(burst.row.id, lineOf(burst)));
    this.#rewrite();
  }

  /** Under another name first, so that the file is whole at every moment. */
  #rewrite(): void {
    const text = [...this.#unwritten.values()].join('');
    const next = `${this.file}.next`;
    writeFileSync(next, text, { mode: 0o600 });
    renameSync(next, this.file);
    closeSync(this.handle);
    this.handle = openSync(this.file, 'a', 0o600);
    this.#bytes = Buffer.byteLength(text);
  }
}

function lineOf(burst: BegunBurst): string {
  return `${JSON.stringify(burst)}\n`;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
