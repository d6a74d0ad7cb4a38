import { sql, type Kysely, type Selectable } from 'kysely';
import type { EvidencePackage } from '@protocol';
import type { Schema } from '../persistence/schema';

const MOST_LISTED = 50;

/** A package with what only the server knows of it. */
export interface PackageRecord extends EvidencePackage {
  readonly accountId: string;
  /** The highest place above it at which its asker held the right; null of one that was asked for before that was kept. */
  readonly rightPlaceId: string | null;
}

export type PackageChange = Partial<
  Pick<
    PackageRecord,
    'state' | 'percent' | 'finishedAt' | 'bytes' | 'manifestSha256' | 'failure' | 'removesAt' | 'removedAt'
  >
>;

export class PackagesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add({ scope, ...row }: PackageRecord): Promise<void> {
    await this.database
      .insertInto('evidencePackages')
      .values({ ...row, scope: JSON.stringify(scope) })
      .execute();
  }

  /** One statement, so that nothing is changed by what was read before: null where it is in none of the states any more. */
  async change(
    packageId: string,
    from: readonly PackageRecord['state'][],
    change: PackageChange,
  ): Promise<PackageRecord | null> {
    const row = await this.database
      .updateTable('evidencePackages')
      .set({ ...change, revision: sql`revision + 1` })
      .where('id', '=', packageId)
      .where('state', 'in', from)
      .returningAll()
      .executeTakeFirst();
    return row ? recordOf(row) : null;
  }

  /** How far the making has come; null where it has come further, or has ended. */
  async advance(packageId: string, percent: number): Promise<PackageRecord | null> {
    const row = await this.database
      .updateTable('evidencePackages')
      .set({ percent, revision: sql`revision + 1` })
      .where('id', '=', packageId)
      .where('state', '=', 'running')
      .where('percent', '<', percent)
      .returningAll()
      .executeTakeFirst();
    return row ? recordOf(row) : null;
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
