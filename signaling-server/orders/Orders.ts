import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { receiptStates, RequestError } from '@protocol';
import type { Message, Order, ParsedInput, Receipt, RequestOutput } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import { SharedRead } from '../persistence/SharedRead';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { outcomeOf } from './orderLifecycle';
import { rankVehicles, type Candidate } from './rankVehicles';
import {
  findByClientKey,
  insertMessage,
  insertOrder,
  lockOrder,
  readMessage,
  readOpenOrderCounts,
  readOrder,
  readOrderVehicles,
  readRecentMessages,
  readRecentOrders,
  writeReceipt,
} from './OrdersTable';

export interface OrdersDependencies {
  database: Kysely<Schema>;
  fleet: Pick<Fleet, 'vehicle' | 'vehicles'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  clock: () => number;
}

/** An older fix is no advice. */
const OLDEST_ADVISED_FIX_MS = 5 * 60_000;
const MOST_ADVISED = 20;
const LISTED_MS = 24 * 60 * 60 * 1000;

/** Orders and the crews' words about them. What this class has answered is on disk. */
export class Orders {
  readonly #recent = new SharedRead(() => this.#readRecent());

  constructor(private readonly dependencies: OrdersDependencies) {}

  /** What was sent and said in the last day, and every order that is not finished, for all vehicles. */
  list(): Promise<{ readonly orders: readonly Order[]; readonly messages: readonly Message[] }> {
    return this.#recent.get();
  }

  async #readRecent(): Promise<{ orders: Order[]; messages: Message[] }> {
    const after = this.dependencies.clock() - LISTED_MS;
    const [orders, messages] = await Promise.all([
      readRecentOrders(this.dependencies.database, after),
      readRecentMessages(this.dependencies.database, after),
    ]);
    return { orders, messages };
  }

  /**
   * Where an order stands, for Access: with every vehicle that it went to. Its place is that of the first one; who
   * holds rights at only some of the vehicles sees it by events and lists, which look at each.
   */
  async locateOrder(orderId: string): Promise<Location | null> {
    const vehicleIds = await readOrderVehicles(this.dependencies.database, orderId);
    const first = vehicleIds[0] === undefined ? null : this.dependencies.fleet.vehicle(vehicleIds[0]);
    return first && { placeId: first.placeId, vehicleIds };
  }

  /** Asked again with the same client key, it answers with the order that exists and sends nothing. */
  async send(caller: SignedInCaller, input: ParsedInput<'orders:send'>): Promise<Order> {
    const { database, clock, audit, announcer, feed } = this.dependencies;
    const sentAt = clock();
    const { accountId: senderId, name: senderName } = caller.session;
    const { clientKey, text, priority, place } = input;
    const vehicleIds = [...new Set(input.vehicleIds)].sort();
    const sent = await database.transaction().execute(async (transaction) => {
      const order = await insertOrder(transaction, {
        id: randomUUID(),
        clientKey,
        senderId,
        senderName,
        text,
        priority,
        place,
        sentAt,
        revision: sentAt,
        receipts: vehicleIds.map((vehicleId) => ({ vehicleId, state: 'sent', times: { sent: sentAt }, note: null })),
      });
      if (order === null) return null;
      await audit.write(transaction, {
        caller,
        action: 'orders.send',
        subject: { kind: 'order', id: order.id },
        details: { number: order.number, vehicles: vehicleIds.join(' '), priority },
      });
      const facts = vehicleIds.flatMap((vehicleId) =>
        this.#fact('order-sent', vehicleId, { orderNumber: order.number }),
      );
      return { order, tellFeed: await feed.addAll(transaction, facts) };
    });
    if (sent === null) return this.#sentBefore(caller, clientKey);
    announcer.announce('orders:changed', sent.order);
    sent.tellFeed();
    return sent.order;
  }

  /** A step of one vehicle. What was so already changes nothing; a step that the table lacks is `conflict`. */
  async advance(
    caller: SignedInCaller,
    vehicleId: string,
    { orderId, state, note }: ParsedInput<'orders:advance'>,
  ): Promise<Order> {
    const { database, clock, audit, announcer, feed } = this.dependencies;
    const { order, tellFeed } = await database.transaction().execute(async (transaction) => {
      const before = await lockOrder(transaction, orderId);
      const receipt = before?.receipts.find((one) => one.vehicleId === vehicleId);
      if (!before || !receipt) throw new RequestError('not-found', `no order ${orderId} for this vehicle`);
      const taken = receiptStates.filter((one) => receipt.times[one] !== undefined);
      const outcome = outcomeOf(receipt.state, taken, state);
      if (outcome === 'illegal') throw new RequestError('conflict', `an order ${receipt.state} cannot become ${state}`);
      if (outcome === 'already') return { order: before, tellFeed: null };
      const at = clock();
      const after: Receipt = {
        ...receipt,
        state,
        times: { ...receipt.times, [state]: at },
        note: note ?? receipt.note,
      };
      const revision = Math.max(before.revision + 1, at);
      await writeReceipt(transaction, orderId, after, revision);
      await audit.write(transaction, {
        caller,
        action: `orders.${state}`,
        subject: { kind: 'order', id: orderId },
        details: { vehicle: vehicleId },
      });
      const details = { orderNumber: before.number, ...(note === null ? {} : { text: note }) };
      const receipts = before.receipts.map((one) => (one.vehicleId === vehicleId ? after : one));
      return {
        order: { ...before, receipts, revision },
        tellFeed: await feed.addAll(transaction, this.#fact(`order-${state}`, vehicleId, details)),
      };
    });
    if (tellFeed !== null) {
      announcer.announce('orders:changed', order);
      tellFeed();
    }
    return order;
  }

  /** Who should go to a place, of the vehicles on duty that the caller may send: the best first. */
  async rank(
    place: { longitude: number; latitude: number },
    maySend: (vehicleId: string) => boolean,
  ): Promise<RequestOutput<'orders:rank'>> {
    const { database, fleet, clock } = this.dependencies;
    const at = clock();
    const openOrders = await readOpenOrderCounts(database);
    const candidates = fleet.vehicles().flatMap((vehicle): Candidate[] => {
      const { id, position, status, crew, cameras, online, onDuty } = vehicle;
      if (!online || !onDuty || position === null || !maySend(id)) return [];
      return [
        {
          vehicleId: id,
          longitude: position.longitude,
          latitude: position.latitude,
          fixAgeMs: Math.max(0, at - position.at),
          status,
          openOrders: openOrders.get(id) ?? 0,
          crewAboard: crew.length,
          camerasLive: cameras.filter(({ state }) => state === 'live').length,
        },
      ];
    });
    const limits = { oldestFixMs: OLDEST_ADVISED_FIX_MS, limit: MOST_ADVISED };
    return { vehicles: rankVehicles(place, candidates, limits), oldestFixMs: OLDEST_ADVISED_FIX_MS };
  }

  /** A word from the crew; said again with the same client key, it answers with what was said. */
  async say(
    caller: SignedInCaller,
    vehicleId: string,
    { clientKey, orderId, text }: ParsedInput<'orders:say'>,
  ): Promise<Message> {
    const { database, clock, audit, announcer, feed } = this.dependencies;
    const { accountId, name } = caller.session;
    const message: Message = { id: randomUUID(), vehicleId, orderId, senderName: name, text, at: clock() };
    const tellFeed = await database.transaction().execute(async (transaction) => {
      const inserted = await insertMessage(transaction, { ...message, clientKey, accountId });
      if (!inserted) return null;
      await audit.write(transaction, {
        caller,
        action: 'orders.say',
        subject: { kind: 'vehicle', id: vehicleId },
      });
      return await feed.addAll(transaction, this.#fact('crew-message', vehicleId, { text }));
    });
    if (tellFeed === null) return (await readMessage(database, accountId, clientKey)) ?? message;
    announcer.announce('orders:said', message);
    tellFeed();
    return message;
  }

  async #sentBefore(caller: SignedInCaller, clientKey: string): Promise<Order> {
    const found = await findByClientKey(this.dependencies.database, clientKey);
    if (!found || found.senderId !== caller.session.accountId) {
      throw new RequestError('conflict', 'this client key is taken');
    }
    return this.#read(found.id);
  }

  async #read(orderId: string): Promise<Order> {
    const order = await readOrder(this.dependencies.database, orderId);
    if (!order) throw new RequestError('not-found', `no order ${orderId}`);
    return order;
  }

  /** What the feed is told of a vehicle; nothing where the vehicle has gone from the fleet. */
  #fact(kind: FeedFact['kind'], vehicleId: string, details: FeedFact['details']): FeedFact[] {
    const vehicle = this.dependencies.fleet.vehicle(vehicleId);
    if (!vehicle) return [];
    return [{ kind, placeId: vehicle.placeId, vehicleId, details: { plate: vehicle.plate, ...details } }];
  }
}
