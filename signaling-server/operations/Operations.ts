import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { RequestError, type Operation, type OperationContents, type ParsedInput, type Polygon } from '@protocol';
import type { Audit } from '../audit/Audit';
import { metresOutside } from '../calls/metresOutside';
import type { Location } from '../people/Location';
import type { PositionSchema, Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { OperationPositionsTable, OperationsTable, type OperationRow } from './OperationsTable';

export interface OperationsDependencies {
  readonly database: Kysely<Schema>;
  readonly positions: Kysely<PositionSchema>;
  readonly audit: Pick<Audit, 'write'>;
  readonly clock: () => number;
}

/** Who asks for what belongs to an operation, in terms of rights. */
export interface Viewer {
  /** Where he may play recordings. */
  readonly placeIds: readonly string[];
  /** Every vehicle that he may see, for finding those that came into the area. */
  readonly vehicleIds: readonly string[];
}

/** Joint actions: a name for a time, vehicles, groups and an area, by which everything that belongs to it is found. */
export class Operations {
  constructor(private readonly dependencies: OperationsDependencies) {}

  async locate(operationId: string): Promise<Location | null> {
    const row = await this.#table().find(operationId);
    return row && { placeId: row.placeId, vehicleIds: [] };
  }

  async list(placeIds: readonly string[]): Promise<Operation[]> {
    return (await this.#table().ofPlaces(placeIds)).map(operationOf);
  }

  async create(input: ParsedInput<'operations:create'>, caller: SignedInCaller): Promise<Operation> {
    const { database, audit, clock } = this.dependencies;
    const { clientKey, placeId } = input;
    return await database.transaction().execute(async (transaction) => {
      const table = new OperationsTable(transaction);
      const known = await table.ofClientKey(clientKey);
      if (known) return operationOf(known);
      const id = randomUUID();
      await table.add({
        ...{
          id,
          clientKey,
          placeId,
          ...columnsOf(input),
          createdBy: caller.session.name,
          createdAt: clock(),
          revision: 1,
        },
      });
      await audit.write(transaction, {
        ...{ caller, action: 'operations:create', subject: { kind: 'operation', id }, placeId },
        details: detailsOf(input),
      });
      return await this.#found(table, id);
    });
  }

  /** Throws `conflict` where it has been changed since. */
  async change(input: ParsedInput<'operations:change'>, caller: SignedInCaller): Promise<Operation> {
    const { database, audit } = this.dependencies;
    const { operationId, revision } = input;
    return await database.transaction().execute(async (transaction) => {
      const table = new OperationsTable(transaction);
      const before = await this.#found(table, operationId);
      if (before.revision !== revision) throw new RequestError('conflict', 'it was changed by somebody else');
      await table.change(operationId, { ...columnsOf(input), revision: revision + 1 });
      await audit.write(transaction, {
        ...{ caller, action: 'operations:change', placeId: before.placeId },
        subject: { kind: 'operation', id: operationId },
        details: detailsOf(input),
      });
      return await this.#found(table, operationId);
    });
  }

  async contents(operationId: string, { placeIds, vehicleIds: visible }: Viewer): Promise<OperationContents> {
    const { positions, clock } = this.dependencies;
    const table = this.#table();
    const { vehicleIds: invited, groupIds, from, to: end, area } = await this.#found(table, operationId);
    const to = end ?? clock();
    const others = visible.filter((vehicleId) => !invited.includes(vehicleId));
    const came = area === null ? [] : await this.#cameInto(area, { vehicleIds: others, groupIds, from, to });
    const attendance = { vehicleIds: [...invited, ...came], groupIds, from, to };
    const [recorded, counts, bursts, said, orders, alarms] = await Promise.all([
      table.recorded(attendance, placeIds),
      new OperationPositionsTable(positions).counts(attendance),
      table.bursts(attendance),
      table.said(attendance),
      table.orders(attendance),
      table.alarms(attendance),
    ]);
    const vehicles = attendance.vehicleIds.map((vehicleId) => ({
      vehicleId,
      recordedMs: recorded.get(vehicleId) ?? 0,
      positions: counts.get(vehicleId) ?? 0,
      invited: invited.includes(vehicleId),
    }));
    return { vehicles, bursts, said, orders, alarms };
  }

  /** The vehicles of which a fix lies within an area. */
  async #cameInto(
    area: Polygon,
    attendance: Parameters<OperationPositionsTable['within']>[0],
  ): Promise<readonly string[]> {
    const longitudes = area.map(({ longitude }) => longitude);
    const latitudes = area.map(({ latitude }) => latitude);
    const box = {
      ...{ west: Math.min(...longitudes), east: Math.max(...longitudes) },
      ...{ south: Math.min(...latitudes), north: Math.max(...latitudes) },
    };
    const fixes = await new OperationPositionsTable(this.dependencies.positions).within(attendance, box);
    const inside = fixes.filter((fix) => metresOutside(area, fix) === 0);
    return [...new Set(inside.map(({ vehicleId }) => vehicleId))];
  }

  async #found(table: OperationsTable, operationId: string): Promise<Operation> {
    const row = await table.find(operationId);
    if (!row) throw new RequestError('not-found', 'there is no such operation');
    return operationOf(row);
  }

  #table(): OperationsTable {
    return new OperationsTable(this.dependencies.database);
  }
}

type Fields = Pick<Operation, 'name' | 'note' | 'from' | 'to' | 'vehicleIds' | 'groupIds' | 'area'>;

function columnsOf({ name, note, from, to, vehicleIds, groupIds, area }: Fields) {
  return {
    ...{ name, note, fromAt: from, toAt: to },
    vehicleIds: JSON.stringify(vehicleIds),
    groupIds: JSON.stringify(groupIds),
    area: area === null ? null : JSON.stringify(area),
  };
}

function detailsOf({ name, from, to, vehicleIds }: Fields): Record<string, string | number> {
  return { name, from, ...(to === null ? {} : { to }), vehicles: vehicleIds.join() };
}

function operationOf({ fromAt, toAt, clientKey: _, ...row }: OperationRow): Operation {
  return { ...row, from: fromAt, to: toAt };
}
