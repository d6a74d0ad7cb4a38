import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JournalLine } from './journalLine';

/** Segments of at most two hours are ever open, so older journals are not written to again. */
const MOST_OPEN_JOURNALS = 4;
const LINE_END = Buffer.from('\n');

interface OpenJournal {
  readonly path: string;
  pending: string[];
  writing: Promise<void>;
  file: Promise<FileHandle>;
  /** The volume took only a part of the last line. */
  torn: boolean;
}

/**
 * Appends to the journals of a volume: one for each hour, beside the media that began in it. Lines are only ever
 * added, whole and in order.
 */
export class Journals {
  private readonly journals = new Map<string, OpenJournal>();
  private owed: { readonly path: string; readonly line: JournalLine }[] = [];

  constructor(
    private readonly directory: string,
    /** Told after lines are in the file; the path is relative to the volume. */
    private readonly onGrew: (path: string) => void,
  ) {}

  /** `2026-11-21/journal-13.jsonl`, by UTC, for what began at this moment in milliseconds. */
  static pathFor(startedAt: number): string {
    const iso = new Date(startedAt).toISOString();
    return `${iso.slice(0, 10)}/journal-${iso.slice(11, 13)}.jsonl`;
  }

  /** Settles once the line is in the file; fails where the volume does. */
  append(path: string, line: JournalLine): Promise<void> {
    const journal = this.journalAt(path);
    journal.pending.push(`${JSON.stringify(line)}\n`);
    if (journal.pending.length === 1) {
      const written = journal.writing.catch(() => undefined).then(() => this.write(journal));
      journal.writing = written;
    }
    return journal.writing;
  }

  /** Keeps a line that must not be missing, such as that a segment has ended, until the volume takes it. */
  owe(path: string, line: JournalLine): void {
    this.owed.push({ path, line });
  }

  /** Tries to write what is owed; what the volume still refuses stays owed. */
  async settle(): Promise<void> {
    const owed = this.owed.splice(0);
    await Promise.all(owed.map(({ path, line }) => this.append(path, line).catch(() => this.owe(path, line))));
  }

  async close(): Promise<void> {
    await this.settle();
    const journals = [...this.journals.values()];
    this.journals.clear();
    await Promise.all(journals.map((journal) => this.closeJournal(journal)));
  }

  private async write(journal: OpenJournal): Promise<void> {
    const text = Buffer.from(journal.pending.join(''));
    journal.pending = [];
    const file = await journal.file;
    // A line of which the volume took only a part is ended, so that it takes the next one down with it no more.
    const bytes = journal.torn ? Buffer.concat([LINE_END, text]) : text;
    let written = 0;
    try {
      while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
    } finally {
      if (written > 0) journal.torn = bytes[written - 1] !== LINE_END[0];
    }
    this.onGrew(journal.path);
  }

  private journalAt(path: string): OpenJournal {
    const known = this.journals.get(path);
    if (known) return known;
    const absolute = join(this.directory, path);
    const file = mkdir(dirname(absolute), { recursive: true }).then(() => open(absolute, 'a'));
    // A failure is told to whoever appends; it must not end the process before that.
    file.catch(() => this.journals.delete(path));
    const journal: OpenJournal = { path, pending: [], writing: Promise.resolve(), file, torn: false };
    this.journals.set(path, journal);
    const [oldest] = this.journals.keys();
    if (this.journals.size > MOST_OPEN_JOURNALS && oldest !== undefined) {
      const old = this.journals.get(oldest);
      this.journals.delete(oldest);
      if (old) void this.closeJournal(old);
    }
    return journal;
  }

  private async closeJournal(journal: OpenJournal): Promise<void> {
    await journal.writing.catch(() => undefined);
    await journal.file.then((file) => file.close()).catch(() => undefined);
  }
}
