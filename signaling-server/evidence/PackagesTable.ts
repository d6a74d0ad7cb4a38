import type { Kysely, Selectable } from 'kysely';
import type { EvidencePackage } from '@protocol';
import type { Schema } from '../persistence/schema';

const MOST_LISTED = 50;

/** A package with what only the server knows of it. */
export interface PackageRecord extends EvidencePackage {
  readonly accountId: string;
}

export class PackagesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add({ scope, ...row }: PackageRecord): Promise<void> {
    await this.database
      .insertInto('evidencePackages')
      .values({ ...row, scope: JSON.stringify(scope) })
      .execute();
  }

  async change({
    id,
    state,
    percent,
    finishedAt,
    bytes,
    manifestSha256,
    failure,
    removesAt,
    removedAt,
    revision,
  }: PackageRecord): Promise<void> {
    await this.database
      .updateTable('evidencePackages')
      .set({ state, percent, finishedAt, bytes, manifestSha256, failure, removesAt, removedAt, revision })
      .where('id', '=', id)
      .execute();
  }

  async find(packageId: string): Promise<PackageRecord | null> {
    const row = await this.database
      .selectFrom('evidencePackages')
      .selectAll()
      .where('id', '=', packageId)
      .executeTakeFirst();
    return row ? recordOf(row) : null;
  }

  /** The newest packages of the places, newest first. */
  async newest(placeIds: readonly string[]): Promise<PackageRecord[]> {
    if (placeIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('evidencePackages')
      .selectAll()
      .where('placeId', 'in', placeIds)
      .orderBy('requestedAt', 'desc')
      .limit(MOST_LISTED)
      .execute();
    return rows.map(recordOf);
  }

  /** Those that are not finished, oldest first. */
  async unfinished(): Promise<PackageRecord[]> {
    const rows = await this.database
      .selectFrom('evidencePackages')
      .selectAll()
      .where('state', 'in', ['waiting', 'running'])
      .orderBy('requestedAt')
      .execute();
    return rows.map(recordOf);
  }

  /** Those whose zip is to go by a moment. */
  async toRemove(at: number): Promise<PackageRecord[]> {
    const rows = await this.database
      .selectFrom('evidencePackages')
      .selectAll()
      .where('removesAt', '<=', at)
      .orderBy('removesAt')
      .execute();
    return rows.map(recordOf);
  }
}

function recordOf(row: Selectable<Schema['evidencePackages']>): PackageRecord {
  return row;
}
