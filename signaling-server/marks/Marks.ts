import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { RequestError, type Mark, type ParsedInput } from '@protocol';
import type { Audit } from '../audit/Audit';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import { PackageSourcesTable } from '../evidence/PackageSourcesTable';
import type { SignedInCaller } from '../wire/Caller';
import { MarksTable, type MarkRow } from './MarksTable';

export interface MarksDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write' | 'writeAll'>;
  readonly clock: () => number;
}

/** What people set apart in recordings. A mark has the places at which its recordings were made. */
export class Marks {
  constructor(private readonly dependencies: MarksDependencies) {}

  async locate(markId: string): Promise<Location | null> {
    const row = await new MarksTable(this.dependencies.database).find(markId);
    return row && { placeId: row.placeIds[0] ?? null, vehicleIds: [] };
  }

  /** Those of some vehicles in a span whose every place is among the given ones. */
  async list(
    { vehicleIds, from, to }: ParsedInput<'marks:list'>,
    placeIds: readonly string[],
  ): Promise<readonly Mark[]> {
    const rows = await new MarksTable(this.dependencies.database).within(from, to);
    return rows
      .filter((row) => row.placeIds.every((placeId) => placeIds.includes(placeId)))
      .filter(({ cameras }) => cameras.some(({ vehicleId }) => vehicleIds.includes(vehicleId)))
      .map(markOf);
  }

  /** `forbidden` where a part of it was recorded at another place than those at which the caller may mark. */
  async add(input: ParsedInput<'marks:add'>, caller: SignedInCaller, mayMarkAt: readonly string[]): Promise<Mark> {
    const { database, audit, clock } = this.dependencies;
    const { clientKey, from, to, cameras, name = '', text } = input;
    const placeIds = await this.#placesOf(input);
    refuseOthers(placeIds, mayMarkAt);
    return await database.transaction().execute(async (transaction) => {
      const table = new MarksTable(transaction);
      const known = await table.ofClientKey(clientKey);
      if (known) return markOf(known);
      const id = randomUUID();
      await table.add({
        ...{ id, clientKey, fromAt: from, toAt: to, name, text, createdAt: clock() },
        ...{ cameras: JSON.stringify(cameras), placeIds: JSON.stringify(placeIds) },
        ...{ accountId: caller.session.accountId, authorName: caller.session.name },
      });
      await audit.write(transaction, {
        ...{ caller, action: 'marks:add', subject: { kind: 'mark', id }, ...placeOf(placeIds) },
        details: { from, to, name, text, cameras: namesOf(cameras) },
      });
      if (to > from) await this.#tellCustody(transaction, { id, ...input }, caller);
      const row = await table.find(id);
      if (!row) throw new RequestError('internal', 'the mark is not there');
      return markOf(row);
    });
  }

  /** Where it was recorded; of a camera of which nothing is on record then, where its vehicle was. Throws `not-found`. */
  async #placesOf({ cameras, from, to }: ParsedInput<'marks:add'>): Promise<readonly string[]> {
    const { database } = this.dependencies;
    const sources = new PackageSourcesTable(database);
    const placeIds = new Set<string>();
    for (const { vehicleId, view } of cameras) {
      // The span of a mark at a moment is that moment.
      const rows = await sources.segments(
        { vehicleId, track: 'camera', cameraView: view },
        from,
        Math.max(to, from + 1),
      );
      const stays = rows.length > 0 ? rows : await new VehicleStaysTable(database).within([vehicleId], from, to);
      if (stays.length === 0) throw new RequestError('not-found', 'there is no such vehicle');
      for (const { placeId } of stays) placeIds.add(placeId);
    }
    return [...placeIds];
  }

  /** A clip stands in the custody of each recording that it is of. */
  async #tellCustody(
    transaction: Kysely<Schema>,
    { id, from, to, cameras, name = '', text }: ParsedInput<'marks:add'> & { readonly id: string },
    caller: SignedInCaller,
  ): Promise<void> {
    const sources = new PackageSourcesTable(transaction);
    const reason = [name, text].filter((part) => part !== '').join(' · ');
    for (const { vehicleId, view } of cameras) {
      const rows = await sources.segments({ vehicleId, track: 'camera', cameraView: view }, from, to);
      await this.dependencies.audit.writeAll(
        transaction,
        rows.map((row) => ({
          ...{ caller, action: 'recording.clip', subject: { kind: 'segment', id: row.id }, placeId: row.placeId },
          details: { mark: id, ...(reason === '' ? {} : { reason }) },
        })),
      );
    }
  }

  /** `forbidden` where it is of a place, too, at which the caller may not mark. */
  async remove(markId: string, caller: SignedInCaller, mayMarkAt: readonly string[]): Promise<void> {
    const { database, audit } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      const table = new MarksTable(transaction);
      const row = await table.find(markId);
      if (!row) throw new RequestError('not-found', 'there is no such mark');
      refuseOthers(row.placeIds, mayMarkAt);
      await table.remove(markId);
      await audit.write(transaction, {
        ...{ caller, action: 'marks:remove', subject: { kind: 'mark', id: markId }, ...placeOf(row.placeIds) },
        details: { from: row.fromAt, to: row.toAt, name: row.name, text: row.text, cameras: namesOf(row.cameras) },
      });
    });
  }
}

function refuseOthers(placeIds: readonly string[], mayMarkAt: readonly string[]): void {
  if (!placeIds.every((placeId) => mayMarkAt.includes(placeId)))
    throw new RequestError('forbidden', 'a part of it was recorded at another place');
}

const namesOf = (cameras: Mark['cameras']): string =>
  cameras.map(({ vehicleId, view }) => `${vehicleId}:${view}`).join();

function placeOf([placeId]: readonly string[]): { placeId?: string } {
  return placeId === undefined ? {} : { placeId };
}

function markOf({ id, fromAt, toAt, cameras, name, text, authorName, createdAt }: MarkRow): Mark {
  return { id, from: fromAt, to: toAt, cameras, name, text, authorName, createdAt };
}
