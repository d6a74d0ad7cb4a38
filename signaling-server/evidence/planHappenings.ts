import type { Kysely } from 'kysely';
import type { Position } from '@protocol';
import type { Schema } from '../persistence/schema';
import { ORDERS_BEFORE_MS, PackageSourcesTable } from './PackageSourcesTable';
import { inEachPart, permittedParts, type PartsQuestion, type VehiclePart } from './permittedParts';

export interface HappeningsQuestion extends PartsQuestion {
  readonly trackOf: (vehicleId: string, from: number, to: number) => Promise<Position[]>;
}

type Sources = Pick<PackageSourcesTable, 'orders' | 'happenings'>;

/** What happened to a package's vehicles within its span, oldest first. */
export interface PlannedHappenings {
  /** When the vehicles belonged to places of which the one who asked may export. */
  readonly parts: readonly VehiclePart[];
  readonly orders: Awaited<ReturnType<Sources['orders']>>;
  readonly events: Awaited<ReturnType<typeof eventsOf>>;
  readonly alarms: object[];
  readonly messages: object[];
  readonly positionsOf: (vehicleId: string) => readonly Position[];
}

/**
 * Gathers what happened to vehicles while they belonged to places of which the one who asked may export. An order is of
 * the place to which its vehicle belonged when it was sent.
 */
export async function planHappenings(
  database: Kysely<Schema>,
  { trackOf, ...question }: HappeningsQuestion,
): Promise<PlannedHappenings> {
  const sources = new PackageSourcesTable(database);
  const parts = await permittedParts(database, question);
  const tracks = new Map<string, Position[]>();
  for (const { vehicleId, ...span } of parts) {
    const found = await trackOf(vehicleId, span.from, span.to);
    const during = found.filter(({ at }) => at >= span.from && at < span.to);
    tracks.set(vehicleId, [...(tracks.get(vehicleId) ?? []), ...during]);
  }
  const orderParts = await permittedParts(database, { ...question, from: question.from - ORDERS_BEFORE_MS });
  const orders = await inEachPart(orderParts, (part) => sources.orders(part.vehicleId, part.from, part.to));
  const alarms = await inEachPart(parts, (part) => sources.happenings('alarms', part.vehicleId, part.from, part.to));
  const messages = await inEachPart(parts, (part) =>
    sources.happenings('messages', part.vehicleId, part.from, part.to),
  );
  return {
    parts,
    orders: joined(orders).sort((one, other) => one.sentAt - other.sentAt),
    events: await eventsOf(sources, parts),
    alarms: alarms.sort((one, other) => one.raisedAt - other.raisedAt).map(withoutClientKey),
    messages: messages.sort((one, other) => one.at - other.at).map(withoutClientKey),
    positionsOf: (vehicleId) => tracks.get(vehicleId) ?? [],
  };
}

async function eventsOf(sources: Sources, parts: readonly VehiclePart[]) {
  const events = await inEachPart(parts, (part) => sources.happenings('feed', part.vehicleId, part.from, part.to));
  return events.sort((one, other) => one.at - other.at);
}

/** An order to several vehicles is one, with the receipts of each. */
function joined(orders: PlannedHappenings['orders']): PlannedHappenings['orders'] {
  const known = new Map<string, PlannedHappenings['orders'][number]>();
  for (const order of orders) {
    const before = known.get(order.id);
    known.set(order.id, before ? { ...before, receipts: [...before.receipts, ...order.receipts] } : order);
  }
  return [...known.values()];
}

/** What a page made up so that nothing is sent twice says nothing of what happened. */
function withoutClientKey<Row extends { readonly clientKey: string | null }>({ clientKey: _, ...row }: Row): object {
  return row;
}
