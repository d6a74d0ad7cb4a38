import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { receiptStates, RequestError } from '@protocol';
import type { FeedKind, Message, Order, ParsedInput, Receipt } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { outcomeOf } from './orderLifecycle';
import {
  findByClientKey,
  insertMessage,
  insertOrder,
  lockOrder,
  readMessage,
  readOrder,
  readOrderVehicles,
  readRecentMessages,
  readRecentOrders,
  writeReceipt,
} from './OrdersTable';

export interface OrdersDependencies {
  database: Kysely<Schema>;
  fleet: Fleet;
  announcer: Announcer;
  audit: Audit;
  feed: Feed;
  clock: () => number;
}

const LISTED_MS = 24 * 60 * 60 * 1000;

/** Orders and the crews' words about them. What this class has answered is on disk. */
export class Orders {
  constructor(private readonly dependencies: OrdersDependencies) {}

  async list(): Promise<{ orders: Order[]; messages: Message[] }> {
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
    const { database, clock, audit } = this.dependencies;
    const sentAt = clock();
    const orderId = randomUUID();
    const vehicleIds = [...new Set(input.vehicleIds)];
    const isNew = await database.transaction().execute(async (transaction) => {
      const inserted = await insertOrder(transaction, {
        id: orderId,
        clientKey: input.clientKey,
        senderId: caller.session.accountId,
        senderName: caller.session.name,
        text: input.text,
        priority: input.priority,
        place: input.place,
        sentAt,
        revision: sentAt,
        receipts: vehicleIds.map((vehicleId) => ({ vehicleId, state: 'sent', times: { sent: sentAt }, note: null })),
      });
      if (inserted) {
        await audit.write(transaction, {
          caller,
          action: 'orders.send',
          subject: { kind: 'order', id: orderId },
          details: { vehicles: vehicleIds.join(' '), priority: input.priority },
        });
      }
      return inserted;
    });
    if (!isNew) return this.#sentBefore(caller, input.clientKey);
    const order = await this.#read(orderId);
    this.dependencies.announcer.announce('orders:changed', order);
    for (const vehicleId of vehicleIds) await this.#tellFeed('order-sent', order, vehicleId, {});
    return order;
  }

  /** A step of one vehicle. What was so already changes nothing; a step that the table lacks is `conflict`. */
  async advance(
    caller: SignedInCaller,
    vehicleId: string,
    { orderId, state, note }: ParsedInput<'orders:advance'>,
  ): Promise<Order> {
    const { database, clock, audit, announcer } = this.dependencies;
    const { order, stepped } = await database.transaction().execute(async (transaction) => {
      const before = await lockOrder(transaction, orderId);
      const receipt = before?.receipts.find((one) => one.vehicleId === vehicleId);
      if (!before || !receipt) throw new RequestError('not-found', `no order ${orderId} for this vehicle`);
      const taken = receiptStates.filter((one) => receipt.times[one] !== undefined);
      const outcome = outcomeOf(receipt.state, taken, state);
      if (outcome === 'illegal') throw new RequestError('conflict', `an order ${receipt.state} cannot become ${state}`);
      if (outcome === 'already') return { order: before, stepped: false };
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
      const receipts = before.receipts.map((one) => (one.vehicleId === vehicleId ? after : one));
      return { order: { ...before, receipts, revision }, stepped: true };
    });
    if (stepped) {
      announcer.announce('orders:changed', order);
      await this.#tellFeed(`order-${state}`, order, vehicleId, note === null ? {} : { text: note });
    }
    return order;
  }

  /** A word from the crew; said again with the same client key, it answers with what was said. */
  async say(
    caller: SignedInCaller,
    vehicleId: string,
    { clientKey, orderId, text }: ParsedInput<'orders:say'>,
  ): Promise<Message> {
    const { database, clock, audit, announcer, feed, fleet } = this.dependencies;
    const { accountId, name } = caller.session;
    const message: Message = { id: randomUUID(), vehicleId, orderId, senderName: name, text, at: clock() };
    const isNew = await database.transaction().execute(async (transaction) => {
      const inserted = await insertMessage(transaction, { ...message, clientKey, accountId });
      if (inserted) {
        await audit.write(transaction, {
          caller,
          action: 'orders.say',
          subject: { kind: 'vehicle', id: vehicleId },
        });
      }
      return inserted;
    });
    if (!isNew) return (await readMessage(database, accountId, clientKey)) ?? message;
    announcer.announce('orders:said', message);
    const vehicle = fleet.vehicle(vehicleId);
    if (vehicle) {
      const details = { plate: vehicle.plate, text };
      await feed.add({ kind: 'crew-message', placeId: vehicle.placeId, vehicleId, details });
    }
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

  async #tellFeed(
    kind: FeedKind,
    order: Order,
    vehicleId: string,
    extra: Record<string, string | number>,
  ): Promise<void> {
    const vehicle = this.dependencies.fleet.vehicle(vehicleId);
    if (!vehicle) return;
    await this.dependencies.feed.add({
      kind,
      placeId: vehicle.placeId,
      vehicleId,
      details: { plate: vehicle.plate, orderNumber: order.number, ...extra },
    });
  }
}
