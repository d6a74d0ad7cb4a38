import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { DeletionRequestsTable, type DeletionRequestRow } from './DeletionRequestsTable';
import { isHeld } from './Holds';
import { HoldsTable } from './HoldsTable';
import { RetentionTable, type Doomed } from './RetentionTable';

export interface DeletionRequestsDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
  /** Tells the recorder; false while it is not there. */
  readonly remove: (segments: readonly Doomed[]) => boolean;
  readonly clock: () => number;
}

interface AskedSpan {
  readonly vehicleId: string;
  readonly placeId: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly reason: string;
}

/** Deleting before its time takes two people, each with a reason; what is held cannot be deleted at all. */
export class DeletionRequests {
  constructor(private readonly dependencies: DeletionRequestsDependencies) {}

  /** Throws `conflict` where a part of it is held. */
  async ask(caller: SignedInCaller, span: AskedSpan): Promise<string> {
    const { database, audit, clock } = this.dependencies;
    const { accountId, name } = caller.session;
    await this.#refuseHeld(span);
    const row: DeletionRequestRow = {
      ...span,
      ...{ id: randomUUID(), requestedBy: accountId, requesterName: name, requestedAt: clock() },
      ...{ decision: null, decisionReason: null, decidedBy: null, deciderName: null, decidedAt: null },
    };
    await database.transaction().execute(async (transaction) => {
      await new DeletionRequestsTable(transaction).add(row);
      await audit.write(transaction, { caller, action: 'recording.requestDeletion', ...subjectOf(row) });
    });
    return row.id;
  }

  /**
   * Throws `not-found`, or `conflict` for the one who asked, for what was decided before, where a part of it is held
   * meanwhile, and while the recorder is not there to do it.
   */
  async decide(
    caller: SignedInCaller,
    { requestId, approve, reason }: { requestId: string; approve: boolean; reason: string },
  ): Promise<void> {
    const { database, audit, clock, remove } = this.dependencies;
    const { accountId, name } = caller.session;
    const row = await new DeletionRequestsTable(database).find(requestId);
    if (!row) throw new RequestError('not-found', 'nobody asked for it');
    if (row.requestedBy === accountId) throw new RequestError('conflict', 'whoever asks cannot be the one who decides');
    if (approve) await this.#refuseHeld(row);
    const decision = approve ? ('approved' as const) : ('refused' as const);
    const decided = { decision, decisionReason: reason, decidedBy: accountId, deciderName: name, decidedAt: clock() };
    await database.transaction().execute(async (transaction) => {
      if (!(await new DeletionRequestsTable(transaction).decide(requestId, decided)))
        throw new RequestError('conflict', 'it has been decided');
      const doomed = approve ? await new RetentionTable(transaction).ofSpan(row) : [];
      const { details, ...subject } = subjectOf({ ...row, reason });
      await audit.write(transaction, {
        ...{ caller, action: approve ? 'recording.approveDeletion' : 'recording.refuseDeletion', ...subject },
        details: { ...details, requester: row.requesterName, segments: doomed.length },
      });
      // Last: where the recorder is not there, nobody has decided anything.
      if (doomed.length > 0 && !remove(doomed.map((segment) => ({ ...segment, why: 'early' as const }))))
        throw new RequestError('conflict', 'the recorder is not there');
    });
  }

  newest(): Promise<DeletionRequestRow[]> {
    return new DeletionRequestsTable(this.dependencies.database).newest();
  }

  async placeOf(requestId: string): Promise<string | null> {
    return (await new DeletionRequestsTable(this.dependencies.database).find(requestId))?.placeId ?? null;
  }

  async #refuseHeld({ vehicleId, fromAt, toAt }: Pick<AskedSpan, 'vehicleId' | 'fromAt' | 'toAt'>): Promise<void> {
    const holds = await new HoldsTable(this.dependencies.database).standing(vehicleId);
    if (isHeld(holds, { startedAt: fromAt, endedAt: toAt })) throw new RequestError('conflict', 'a part of it is held');
  }
}

function subjectOf({ vehicleId, placeId, fromAt, toAt, reason }: AskedSpan) {
  return {
    subject: { kind: 'vehicle', id: vehicleId },
    placeId,
    details: { from: fromAt, to: toAt, reason },
  };
}
