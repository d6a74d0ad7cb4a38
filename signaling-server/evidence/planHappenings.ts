import type { Kysely } from 'kysely';
import type { Position } from '@protocol';
import { VehicleStaysTable, type VehicleStay } from '../fleet/VehicleStaysTable';
import type { Schema } from '../persistence/schema';
import { ORDERS_BEFORE_MS, PackageSourcesTable } from './PackageSourcesTable';

export interface HappeningsQuestion {
  readonly vehicleIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly mayExportAt: (placeId: string) => boolean;
  readonly trackOf: (vehicleId: string, from: number, to: number) => Promise<Position[]>;
}

type Sources = Pick<PackageSourcesTable, 'bursts' | 'orders' | 'happenings'>;
type Span = { readonly vehicleId: string; readonly from: number; readonly to: number };

/** What happened to a package's vehicles within its span, oldest first. */
export interface PlannedHappenings {
  readonly bursts: Awaited<ReturnType<Sources['bursts']>>;
  readonly orders: Awaited<ReturnType<Sources['orders']>>;
  readonly events: Awaited<ReturnType<typeof eventsOf>>;
  readonly alarms: object[];
  readonly messages: object[];
  readonly positionsOf: (vehicleId: string) => readonly Position[];
}

/**
 * Gathers what happened to vehicles while they belonged to places of which the one who asked may export: a vehicle that
 * was lent meanwhile leaves what it did for others with them, as its recordings are left. An order is of the place to
 * which its vehicle belonged when it was sent.
 */
export async function planHappenings(
  database: Kysely<Schema>,
  { vehicleIds, from, to, mayExportAt, trackOf }: HappeningsQuestion,
): Promise<PlannedHappenings> {
  const sources = new PackageSourcesTable(database);
  const stays = await new VehicleStaysTable(database).within(vehicleIds, from - ORDERS_BEFORE_MS, to);
  const own = stays.filter(({ placeId }) => mayExportAt(placeId));
  const parts = clipped(own, from, to);
  const tracks = new Map<string, Position[]>();
  for (const { vehicleId, ...span } of parts) {
    const found = await trackOf(vehicleId, span.from, span.to);
    const during = found.filter(({ at }) => at >= span.from && at < span.to);
    tracks.set(vehicleId, [...(tracks.get(vehicleId) ?? []), ...during]);
  }
  const bursts = await inEach(parts, (part) => sources.bursts([part.vehicleId], part.from, part.to));
  const orderParts = clipped(own, from - ORDERS_BEFORE_MS, to);
  const orders = await inEach(orderParts, (part) => sources.orders(part.vehicleId, part.from, part.to));
  const alarms = await inEach(parts, (part) => sources.happenings('alarms', part.vehicleId, part.from, part.to));
  const messages = await inEach(parts, (part) => sources.happenings('messages', part.vehicleId, part.from, part.to));
  return {
    bursts: onceEach(bursts).sort((one, other) => one.startedAt - other.startedAt),
    orders: joined(orders).sort((one, other) => one.sentAt - other.sentAt),
    events: await eventsOf(sources, parts),
    alarms: alarms.sort((one, other) => one.raisedAt - other.raisedAt).map(withoutClientKey),
    messages: messages.sort((one, other) => one.at - other.at).map(withoutClientKey),
    positionsOf: (vehicleId) => tracks.get(vehicleId) ?? [],
  };
}

async function eventsOf(sources: Sources, parts: readonly Span[]) {
  const events = await inEach(parts, (part) => sources.happenings('feed', part.vehicleId, part.from, part.to));
  return events.sort((one, other) => one.at - other.at);
}

function clipped(stays: readonly VehicleStay[], from: number, to: number): readonly Span[] {
  return stays
    .map((stay) => ({
      vehicleId: stay.vehicleId,
      from: Math.max(from, stay.from),
      to: Math.min(to, stay.to ?? to),
    }))
    .filter((part) => part.to > part.from);
}

async function inEach<Row>(parts: readonly Span[], rowsOf: (part: Span) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of parts) rows.push(...(await rowsOf(part)));
  return rows;
}

/** A burst concerns whoever spoke and whoever heard. */
function onceEach<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
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
