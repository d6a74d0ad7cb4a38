import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { PackageFiles } from './PackageFiles';
import { PackagesTable, type PackageRecord } from './PackagesTable';

const LOOK_EVERY_MS = 10 * 60_000;

export interface ZipRemovalDependencies {
  readonly database: Kysely<Schema>;
  readonly files: Pick<PackageFiles, 'removeZip'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly onRemoved: (record: PackageRecord) => void;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Zips that are old go, to make room; what is known of the package stays, and it can be built again. */
export class ZipRemoval {
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();

  private constructor(private readonly dependencies: ZipRemovalDependencies) {}

  static create(dependencies: ZipRemovalDependencies): ZipRemoval {
    const removal = new ZipRemoval(dependencies);
    removal.#timer = setInterval(() => void removal.removeOld(), LOOK_EVERY_MS);
    removal.#timer.unref();
    void removal.removeOld();
    return removal;
  }

  /** Removes those whose time is over now. */
  async removeOld(): Promise<void> {
    this.#looking = this.#looking.then(async () => await this.#look());
    await this.#looking;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { database, files, audit, onRemoved, log, clock } = this.dependencies;
    try {
      for (const record of await new PackagesTable(database).toRemove(clock())) {
        await files.removeZip(record.id);
        const change = { removesAt: null, removedAt: clock() };
        const removed = await database.transaction().execute(async (transaction) => {
          const changed = await new PackagesTable(transaction).change(record.id, ['done'], change);
          if (!changed) return null;
          await audit.write(transaction, {
            ...{ caller: null, action: 'evidence.removed', subject: { kind: 'package', id: record.id } },
            ...{ placeId: record.placeId, details: { bytes: record.bytes ?? 0 } },
          });
          return changed;
        });
        if (removed) onRemoved(removed);
      }
    } catch (error) {
      log.error({ err: error }, 'old packages were not removed; it is tried again');
    }
  }
}
