import type { Kysely } from 'kysely';
import type { Audit, AuditEntry } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';

/** A player asks for a segment in many pieces, a wall for a poster again and again; within this time they are one view. */
const ONE_VIEW_MS = 600_000;
const MOST_VIEWS_KEPT = 10_000;

export interface RecordedViewsDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
  readonly clock: () => number;
}

/** Who looked at what was recorded: one row for each view, whichever route its pieces were asked by. */
export class RecordedViews {
  readonly #views = new Map<string, number>();

  constructor(private readonly dependencies: RecordedViewsDependencies) {}

  /** Settles once the row stands. Awaited before anything is sent: no view goes without its row. */
  async write(caller: SignedInCaller, entry: Omit<AuditEntry, 'caller'>): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const view = `${caller.session.id} ${entry.action} ${entry.subject?.id ?? ''}`;
    const now = clock();
    if (now - (this.#views.get(view) ?? -Infinity) < ONE_VIEW_MS) return;
    await audit.write(database, { caller, ...entry });
    this.#views.delete(view);
    this.#views.set(view, now);
    const [oldest] = this.#views.keys();
    if (this.#views.size > MOST_VIEWS_KEPT && oldest !== undefined) this.#views.delete(oldest);
  }
}
