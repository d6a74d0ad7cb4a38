import { RequestError, type ParsedInput } from '@protocol';

/** A step or a word of the crew that the server has not confirmed yet. */
export type OutboxEntry =
  | {
      kind: 'advance';
      vehicleId: string;
      orderId: string;
      /** The version of the order that the step is about. */
      version: number;
      state: ParsedInput<'orders:advance'>['state'];
      note: string | null;
      /** Photos of the step that wait on this tablet. */
      photoKeys?: readonly string[];
      at: number;
    }
  | { kind: 'say'; vehicleId: string; clientKey: string; orderId: string | null; text: string; at: number };

/** What survives a reload; `localStorage` behind a fixed key, or a plain object in a test. */
export interface OutboxStorage {
  read(): string | null;
  write(text: string): void;
}

interface Dependencies {
  storage: OutboxStorage;
  /** Sends one entry; throws a RequestError on a refusal, anything else while there is no connection. */
  send: (entry: OutboxEntry) => Promise<void>;
  /** Told of every change of what waits. */
  onChanged: (entries: readonly OutboxEntry[]) => void;
  /** Told when the server refused an entry for good, so that the crew learns that it did not count. */
  onRefused: (entry: OutboxEntry, error: RequestError) => void;
}

/** Sending again cannot mend these: the entry is taken out and the crew is told. */
const finalRefusals: ReadonlySet<string> = new Set(['invalid-input', 'forbidden', 'not-found', 'conflict']);

/**
 * The crew's steps and words in the order they were taken: kept over a reload, sent one after the other, each until
 * the server confirms or refuses it, so that what was done without a network still arrives and in sequence.
 */
export class OrderOutbox {
  private constructor(
    private readonly dependencies: Dependencies,
    private entries: readonly OutboxEntry[],
    private sending: Promise<void> | null = null,
  ) {}

  static create(dependencies: Dependencies): OrderOutbox {
    const entries = readEntries(dependencies.storage.read());
    dependencies.onChanged(entries);
    return new OrderOutbox(dependencies, entries);
  }

  /** Keeps an entry and tries to send at once; the same step of the same order is kept once. */
  async add(entry: OutboxEntry): Promise<void> {
    const known = this.entries.some(
      (other) =>
        entry.kind === 'advance' &&
        other.kind === 'advance' &&
        other.orderId === entry.orderId &&
        other.version === entry.version &&
        other.state === entry.state,
    );
    if (!known) {
      this.keep([...this.entries, entry]);
    }
    await this.flush(entry.vehicleId);
  }

  /** Sends what waits for this vehicle, oldest first, until all is confirmed or the connection is lost. */
  flush(vehicleId: string): Promise<void> {
    this.sending ??= this.sendAll(vehicleId).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async sendAll(vehicleId: string): Promise<void> {
    for (;;) {
      const entry = this.entries.find((waiting) => waiting.vehicleId === vehicleId);
      if (!entry) {
        return;
      }
      try {
        await this.dependencies.send(entry);
      } catch (error) {
        if (!(error instanceof RequestError) || !finalRefusals.has(error.code)) {
          return;
        }
        this.dependencies.onRefused(entry, error);
      }
      this.keep(this.entries.filter((waiting) => waiting !== entry));
    }
  }

  private keep(entries: readonly OutboxEntry[]): void {
    this.entries = entries;
    this.dependencies.storage.write(JSON.stringify(entries));
    this.dependencies.onChanged(entries);
  }
}

function readEntries(text: string | null): readonly OutboxEntry[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    // The only writer of this storage is `keep` above.
    return Array.isArray(parsed) ? (parsed as OutboxEntry[]) : [];
  } catch {
    return [];
  }
}
