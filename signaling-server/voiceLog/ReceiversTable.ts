import type { Insertable, Kysely, Selectable } from 'kysely';
import type { BurstReceiver } from '@protocol';
import type { Schema } from '../persistence/schema';

export type ReceiverRow = Insertable<Schema['burstReceivers']>;

/** PostgreSQL takes at most 65,535 parameters in a statement. */
const ROWS_A_STATEMENT = 1_000;
const MOST_MISSED = 200;

/** Who was to hear which burst, and who heard it. */
export class ReceiversTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Writes rows as they are now, new or known. */
  async put(rows: readonly ReceiverRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      await this.database
        .insertInto('burstReceivers')
        .values(rows.slice(start, start + ROWS_A_STATEMENT))
        .onConflict((conflict) =>
          conflict.columns(['burstId', 'receiverId']).doUpdateSet((row) => ({
            forwardedPackets: row.ref('excluded.forwardedPackets'),
            forwardedLost: row.ref('excluded.forwardedLost'),
            playedAt: row.ref('excluded.playedAt'),
            playedMs: row.ref('excluded.playedMs'),
            concealedMs: row.ref('excluded.concealedMs'),
            late: row.ref('excluded.late'),
            reason: row.ref('excluded.reason'),
          })),
        )
        .execute();
    }
  }

  async ofBursts(burstIds: readonly string[]): Promise<ReadonlyMap<string, readonly BurstReceiver[]>> {
    const found = new Map<string, BurstReceiver[]>();
    if (burstIds.length === 0) return found;
    const rows = await this.database
      .selectFrom('burstReceivers')
      .selectAll()
      .where('burstId', 'in', burstIds)
      .orderBy('kind')
      .orderBy('name')
      .execute();
    for (const row of rows) found.set(row.burstId, [...(found.get(row.burstId) ?? []), receiverOf(row)]);
    return found;
  }

  /** Bursts since a moment that a receiver has not played and did not choose to leave out, oldest first. */
  async missedBy(receiverId: string, since: number): Promise<readonly string[]> {
    const rows = await this.database
      .selectFrom('burstReceivers')
      .select('burstId')
      .where('receiverId', '=', receiverId)
      .where('startedAt', '>=', since)
      .where('playedAt', 'is', null)
      .where((row) => row.or([row('reason', 'is', null), row('reason', '!=', 'muted')]))
      .orderBy('startedAt', 'desc')
      .limit(MOST_MISSED)
      .execute();
    return rows.map(({ burstId }) => burstId).reverse();
  }
}

function receiverOf(row: Selectable<Schema['burstReceivers']>): BurstReceiver {
  const { receiverId, kind, name, reason } = row;
  const forwarded =
    row.forwardedPackets === null ? null : { packets: row.forwardedPackets, lost: row.forwardedLost ?? 0 };
  const played =
    row.playedAt === null
      ? null
      : {
          at: row.playedAt,
          playedMs: row.playedMs ?? 0,
          concealedMs: row.concealedMs ?? 0,
          late: row.late ?? false,
        };
  return { receiverId, kind, name, forwarded, played, reason };
}
