import type { Kysely } from 'kysely';
import type { Audit, AuditEntry } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';

/** A player asks for a segment in many pieces, a wall for a poster again and again; within this time they are one view. */
const ONE_VIEW_MS = 600_000;
const MOST_VIEWS_KEPT = 10_000;

export interface RecordedViewsDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'writeAll'>;
  readonly clock: () => number;
}

/** Who looked at what was recorded: one row for each view, whichever route its pieces were asked by. */
export class RecordedViews {
  readonly #views = new Map<string, number>();

  constructor(private readonly dependencies: RecordedViewsDependencies) {}

  /** Settles once the rows stand. Awaited before anything is sent: no view goes without its row. */
  async write(caller: SignedInCaller, ...entries: readonly Omit<AuditEntry, 'caller'>[]): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const now = clock();
    const viewOf = ({ action, subject }: Omit<AuditEntry, 'caller'>): string =>
      `${caller.session.id} ${action} ${subject?.id ?? ''}`;
    const isNew = (entry: Omit<AuditEntry, 'caller'>): boolean =>
      now - (this.#views.get(viewOf(entry)) ?? -Infinity) >= ONE_VIEW_MS;
    const written = entries.filter(isNew);
    if (written.length === 0) return;
    await audit.writeAll(
      database,
      written.map((entry) => ({ caller, ...entry })),
    );
    for (const view of written.map(viewOf)) {
      this.#views.delete(view);
      this.#views.set(view, now);
    }
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= MOST_VIEWS_KEPT) break;
      this.#views.delete(oldest);
    }
  }
}
