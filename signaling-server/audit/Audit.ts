import type { Insertable, Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { Caller, Session } from '../wire/Caller';
import { AuditTable } from './AuditTable';

export interface AuditEntry {
  /** Null for what the server does of itself. */
  caller: (Pick<Caller, 'address'> & { session: Pick<Session, 'id' | 'accountId' | 'name'> | null }) | null;
  /** The request's name, or a fact in the same style such as `session:failedSignIn`. */
  action: string;
  outcome?: 'done' | 'refused';
  subject?: { kind: string; id: string };
  placeId?: string;
  details?: Record<string, string | number>;
  /** Set where one row tells of something that happened many times: when first, when last. */
  repeated?: { count: number; firstAt: number; lastAt: number };
}

/** Who did what, when and from where. Rows are only ever added. */
export class Audit {
  readonly #listeners = new Set<(numbers: readonly number[]) => void>();

  constructor(private readonly clock: () => number) {}

  /** Told of each row as it is written, which is before its transaction is committed, or taken back. */
  onWritten(listener: (numbers: readonly number[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Writes one row and answers its number. Give it the transaction of the change it tells of, so that both stand or neither. */
  async write(database: Kysely<Schema>, entry: AuditEntry): Promise<number> {
    const number = await new AuditTable(database).add(this.#rowOf(entry));
    this.#listeners.forEach((listener) => listener([number]));
    return number;
  }

  /** Writes several rows at once, in their order, under the same terms. */
  async writeAll(database: Kysely<Schema>, entries: readonly AuditEntry[]): Promise<void> {
    const numbers = await new AuditTable(database).addAll(entries.map((entry) => this.#rowOf(entry)));
    this.#listeners.forEach((listener) => listener(numbers));
  }

  #rowOf(entry: AuditEntry): Insertable<Schema['audit']> {
    const at = entry.repeated?.firstAt ?? this.clock();
    const session = entry.caller?.session ?? null;
    return {
      at,
      accountId: session?.accountId ?? null,
      actorName: session?.name ?? '',
      sessionId: session?.id ?? null,
      address: entry.caller?.address ?? '',
      action: entry.action,
      outcome: entry.outcome ?? 'done',
      subjectKind: entry.subject?.kind ?? null,
      subjectId: entry.subject?.id ?? null,
      placeId: entry.placeId ?? null,
      details: JSON.stringify(entry.details ?? {}),
      count: entry.repeated?.count ?? 1,
      lastAt: entry.repeated?.lastAt ?? at,
    };
  }
}
