import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import {
  permissionsOfRole,
  RequestError,
  roles,
  type Alarm,
  type HandOver,
  type HandOverItem,
  type Order,
  type RequestOutput,
} from '@protocol';
import type { Alarms } from '../alarms/Alarms';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import { AccountsTable } from '../people/AccountsTable';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import { HandOversTable } from './HandOversTable';
import type { Orders } from './Orders';

export interface ShiftHandOverDependencies {
  database: Kysely<Schema>;
  orders: Pick<Orders, 'open' | 'handOver'>;
  alarms: Pick<Alarms, 'open' | 'handOver'>;
  access: Pick<Access, 'everyPlaceWith' | 'everyPlaceUnder'>;
  connections: Pick<Connections, 'all'>;
  fleet: Pick<Fleet, 'vehicle'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  log: Logger;
  clock: () => number;
}

/** What one dispatcher has open, and how it is moved. Throws where that could not be written. */
interface Open {
  readonly item: HandOverItem;
  readonly move: () => Promise<boolean>;
}

interface Successor {
  readonly accountId: string;
  readonly name: string;
  /** Where he is in charge too. */
  readonly placeIds: ReadonlySet<string>;
}

/** The end of a shift: what one dispatcher has open goes to the next, with a note. */
export class ShiftHandOver {
  constructor(private readonly dependencies: ShiftHandOverDependencies) {}

  async successors(caller: SignedInCaller): Promise<RequestOutput<'orders:successors'>['accounts']> {
    const online = new Set(
      this.dependencies.connections
        .all()
        .flatMap(({ session }) => (session === null || session.vehicleId !== null ? [] : session.accountId)),
    );
    return (await this.#successors(caller)).map(({ accountId, name }) => ({
      accountId,
      name,
      online: online.has(accountId),
    }));
  }

  /**
   * Each order and alarm for itself, so that what cannot be moved keeps nothing else back, and is named with why. Refused
   * with `invalid-input` for one who is in charge of nothing that the caller is in charge of; where nothing at all could
   * be written, as that failure.
   */
  async handOver(caller: SignedInCaller, accountId: string, note: string): Promise<RequestOutput<'orders:handOver'>> {
    const { announcer, clock, connections, log } = this.dependencies;
    const to = (await this.#successors(caller)).find((one) => one.accountId === accountId);
    if (to === undefined) throw new RequestError('invalid-input', 'accountId: this account cannot take over');
    const failures: unknown[] = [];
    const moveOne = async ({ item, move }: Open): Promise<HandOverItem> => {
      if (item.stayed !== null) return item;
      try {
        return { ...item, stayed: (await move()) ? null : 'changed' };
      } catch (error) {
        log.error({ err: error, kind: item.kind, id: item.id }, 'this could not be handed over');
        failures.push(error);
        return { ...item, stayed: 'failed' };
      }
    };
    const items = await Promise.all(this.#openOf(caller, to, note).map(moveOne));
    const count = (kind: HandOverItem['kind']): number =>
      items.filter((item) => item.kind === kind && item.stayed === null).length;
    const moved = { orders: count('order'), alarms: count('alarm') };
    if (failures.length > 0 && moved.orders + moved.alarms === 0) throw failures[0];
    const told = { id: randomUUID(), fromName: caller.session.name, note, ...moved, at: clock() };
    const tellFeed = await this.#record(caller, to, told, items.length - moved.orders - moved.alarms);
    tellFeed();
    for (const { connectionId, session } of connections.all()) {
      if (session?.accountId === accountId) announcer.tell(connectionId, 'orders:handedOver', told);
    }
    return { ...moved, items };
  }

  /** What was handed over to the caller and he has not read yet: he may have been away when it was. */
  async unseen({ session }: SignedInCaller): Promise<HandOver[]> {
    return await new HandOversTable(this.dependencies.database).unseen(session.accountId);
  }

  /** He has read the note. Of no effect where he had before, or where it is another's. */
  async see(caller: SignedInCaller, handOverId: string): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      if (!(await new HandOversTable(transaction).see(caller.session.accountId, handOverId, clock()))) return;
      const subject = { kind: 'account', id: caller.session.accountId };
      await audit.write(transaction, { caller, action: 'orders.seeHandOver', subject });
    });
  }

  /** The hand-over as a whole; each order and alarm has its own row in the transaction of its move. */
  async #record(caller: SignedInCaller, to: Successor, handOver: HandOver, stayed: number): Promise<() => void> {
    const { database, audit, feed, access } = this.dependencies;
    const subject = { kind: 'account', id: to.accountId };
    const placeId = access.everyPlaceWith(caller.session, 'orders.send').find((place) => to.placeIds.has(place)) ?? '';
    const { fromName: speaker, note, orders, alarms } = handOver;
    const moved = { orders, alarms };
    return await database.transaction().execute(async (transaction) => {
      await new HandOversTable(transaction).add(to.accountId, handOver);
      const details = { to: to.name, note, ...moved, stayed };
      await audit.write(transaction, { caller, action: 'orders.handOverShift', subject, placeId, details });
      const told = { speaker, text: to.name, ...moved };
      return await feed.addAll(transaction, [{ kind: 'orders-handed-over', placeId, vehicleId: null, details: told }]);
    });
  }

  async #successors({ session }: SignedInCaller): Promise<Successor[]> {
    const { database, access } = this.dependencies;
    const own = new Set(access.everyPlaceWith(session, 'orders.send'));
    const found = new Map<string, Successor>();
    for (const role of roles.filter((one) => permissionsOfRole[one].includes('orders.send'))) {
      for (const { accountId, name, placeIds } of await new AccountsTable(database).holdersOf(role)) {
        const shared = placeIds.flatMap((placeId) => access.everyPlaceUnder(placeId)).filter((one) => own.has(one));
        if (accountId === session.accountId || shared.length === 0) continue;
        found.set(accountId, { accountId, name, placeIds: new Set(shared) });
      }
    }
    return [...found.values()];
  }

  /** All that is the caller's, orders first, each as it stands before anything is moved. */
  #openOf(caller: SignedInCaller, to: Successor, note: string): Open[] {
    const { orders, alarms } = this.dependencies;
    const { accountId } = caller.session;
    const next = { accountId: to.accountId, name: to.name };
    const ofOrder = (order: Order): Open => ({
      item: this.#itemOf(order, to),
      move: () => orders.handOver(caller, order.id, next, note),
    });
    const ofAlarm = (alarm: Alarm): Open => ({
      item: alarmItemOf(alarm, to),
      move: () => alarms.handOver(caller, alarm.id, next, note),
    });
    return [
      ...orders
        .open()
        .filter(({ owner }) => owner.accountId === accountId)
        .map(ofOrder),
      ...alarms
        .open()
        .filter(({ owner }) => owner?.accountId === accountId)
        .map(ofAlarm),
    ];
  }

  #itemOf({ id, number, content, receipts }: Order, { placeIds }: Successor): HandOverItem {
    const { fleet } = this.dependencies;
    const vehicleIds = receipts.map(({ vehicleId }) => vehicleId);
    const foreign = vehicleIds.filter((vehicleId) => !placeIds.has(fleet.vehicle(vehicleId)?.placeId ?? ''));
    const item = { kind: 'order' as const, id, number, text: content.text };
    return foreign.length === 0
      ? { ...item, vehicleIds, stayed: null }
      : { ...item, vehicleIds: foreign, stayed: 'not-in-charge' };
  }
}

function alarmItemOf({ id, number, kind, vehicleId, placeId }: Alarm, { placeIds }: Successor): HandOverItem {
  const item = { kind: 'alarm' as const, id, number, text: kind, vehicleIds: vehicleId === null ? [] : [vehicleId] };
  return { ...item, stayed: placeIds.has(placeId) ? null : 'not-in-charge' };
}
