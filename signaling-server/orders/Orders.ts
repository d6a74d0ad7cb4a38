import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { isReceiptOpen, RequestError, type Attachment, type Order, type ParsedInput, type Receipt } from '@protocol';
import { attachmentOf } from '../attachments/attachmentOf';
import type { AttachmentsTable } from '../attachments/AttachmentsTable';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { Caller, SignedInCaller } from '../wire/Caller';
import type { Clock } from './DueMoments';
import type { EscalationRules } from './EscalationRules';
import { OrderBook, type OrderChange } from './OrderBook';
import { expectReceipt, isOpen, orderChange, shown, withReceipts, type TakenStep } from './orderChange';
import { sentAt, type OrderEvent } from './orderLifecycle';
import type { OrderRecord } from './OrdersTable';
import { OrderWatch } from './OrderWatch';
import { receiptAfter, type StepWords } from './receiptAfter';

export interface OrdersDependencies {
  database: Kysely<Schema>;
  rules: Pick<EscalationRules, 'of'>;
  attachments: Pick<AttachmentsTable, 'byIds'>;
  fleet: Pick<Fleet, 'vehicle'>;
  announcer: Announcer;
  audit: Pick<Audit, 'writeAll'>;
  feed: Pick<Feed, 'addAll'>;
  log: Logger;
  clock: Clock;
}

/** A device's own time further ahead than this is no time that anything can have happened at. */
const CLOCK_AHEAD_MS = 5 * 60_000;

/** Every order and how far each vehicle is with it. What this class has answered is on disk. */
export class Orders {
  readonly watch: OrderWatch;
  readonly #listeners = new Set<(order: Order, steps: readonly TakenStep[]) => void>();
  #suggest: (order: Order, vehicleId: string) => string | null = () => null;
  #book: OrderBook | null = null;

  private constructor(private readonly dependencies: OrdersDependencies) {
    const { rules, fleet, clock } = dependencies;
    const happens: OrderWatch['dependencies']['happens'] = (...what) => this.#happens(...what);
    this.watch = new OrderWatch({ rules, fleet, clock, happens });
  }

  /** Goes on where the last server stopped: what was waited for is waited for again. */
  static async create(dependencies: OrdersDependencies): Promise<Orders> {
    const orders = new Orders(dependencies);
    const { database, audit, feed, clock } = dependencies;
    const book = await OrderBook.create({ database, audit, feed, clock: clock.now }, (change) =>
      orders.#written(change),
    );
    orders.#book = book;
    book.all().forEach((order) => orders.watch.follow(order));
    return orders;
  }

  /** Told after each change has been written, with the steps that it was. */
  onChanged(listener: (order: Order, steps: readonly TakenStep[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Who is to be suggested where a vehicle does not answer; asked at the moment of the step. */
  suggestBy(suggest: (order: Order, vehicleId: string) => string | null): void {
    this.#suggest = suggest;
  }

  /** What is open and what was sent in the last day, newest first. */
  list(mayView: (order: Order) => boolean): Order[] {
    return this.book.listed(this.book.all().filter(mayView)).map(shown);
  }

  /** The same of one vehicle: after a restart every terminal asks at once. */
  listOf(vehicleId: string): Order[] {
    return this.book.listed(this.book.ofVehicle(vehicleId)).map(shown);
  }

  open(): Order[] {
    return this.book.all().filter(isOpen);
  }

  async find(orderId: string): Promise<Order> {
    return shown(await this.#expect(orderId));
  }

  /**
   * Where an order stands, for Access: with every vehicle that it went to. Its place is that of the first one; who
   * holds rights at only some of the vehicles sees it by events and lists, which look at each.
   */
  async locateOrder(orderId: string): Promise<Location | null> {
    const order = await this.book.find(orderId);
    if (order === null) return null;
    const vehicleIds = order.receipts.map(({ vehicleId }) => vehicleId);
    const first = vehicleIds[0] === undefined ? null : this.dependencies.fleet.vehicle(vehicleIds[0]);
    return first && { placeId: first.placeId, vehicleIds };
  }

  /** Asked again with the same client key, it answers with the order that exists and sends nothing. */
  async send(caller: SignedInCaller, input: ParsedInput<'orders:send'>): Promise<Order> {
    const { clientKey, content } = input;
    const known = this.book.atHandByClientKey(clientKey);
    if (known !== null) return sentBefore(caller, known);
    this.#expectFuture(content.deadline);
    const attachments = await this.#attachmentsFor(null, content.attachmentIds);
    const sending = this.book.change((now) => {
      const sentMeanwhile = now.byClientKey(clientKey);
      if (sentMeanwhile !== null) return null;
      const order = this.#newOrder(caller, input, attachments, now.nextNumber());
      const vehicleIds = order.receipts.map(({ vehicleId }) => vehicleId);
      const subject = { kind: 'order', id: order.id };
      const details = { number: order.number, vehicles: vehicleIds.join(' '), priority: content.priority };
      const facts = vehicleIds.flatMap((vehicleId) => {
        const vehicle = this.dependencies.fleet.vehicle(vehicleId);
        if (vehicle === null) return [];
        const { plate, placeId } = vehicle;
        return [{ kind: 'order-sent' as const, placeId, vehicleId, details: { plate, orderNumber: order.number } }];
      });
      const audits = [{ caller, action: 'orders.send', subject, details }];
      return { order, steps: [], audits, facts, claimed: content.attachmentIds };
    });
    try {
      const change = await sending;
      if (change !== null) return shown(change.order);
    } catch (error) {
      // A key that was used so long ago that its order is not at hand is found as it is written.
      if ((await this.book.findByClientKey(clientKey)) === null) throw error;
    }
    return sentBefore(caller, await this.book.findByClientKey(clientKey));
  }

  /** Makes the next version of the newest one, for every vehicle that has not finished. */
  async correct(caller: SignedInCaller, { orderId, version, content }: ParsedInput<'orders:correct'>): Promise<Order> {
    this.#expectFuture(content.deadline);
    const attachments = await this.#attachmentsFor(await this.#expect(orderId), content.attachmentIds);
    return await this.#change(orderId, (order) => {
      if (order.version !== version) throw new RequestError('conflict', `version ${order.version} is the newest`);
      const at = this.#now();
      const current = order.receipts.filter((receipt) => receipt.version === version);
      const madeAt = Math.max(order.sentAt, ...current.map(({ times }) => times.sent ?? 0));
      const name = current[0]?.names.sent ?? order.senderName;
      const corrected: OrderRecord = {
        ...{ ...order, content, version: version + 1, attachments: joined(order.attachments, attachments) },
        earlier: [...order.earlier, { version, at: madeAt, name, content: order.content }],
        expiresAt: at + (order.expiresAt - madeAt),
      };
      const steps = this.#stepsOfOpen(caller, order, { name: 'corrected', at }, null);
      return { ...this.#changeBy(caller, corrected, steps, at, null), claimed: content.attachmentIds };
    });
  }

  /** What is not finished is cancelled, for one vehicle or for all. */
  async cancel(caller: SignedInCaller, { orderId, vehicleId, reason }: ParsedInput<'orders:cancel'>): Promise<Order> {
    return await this.#change(orderId, (order) => {
      const event = { name: 'cancelled', at: this.#now() } as const;
      const words = { name: caller.session.name, note: reason };
      const steps =
        vehicleId === null
          ? this.#stepsOfOpen(caller, order, event, reason)
          : this.#stepOf(order, expectReceipt(order, vehicleId), event, words);
      return steps.length === 0 ? null : this.#changeBy(caller, order, steps, event.at, reason);
    });
  }

  /** What a crew has done or refused is closed, for one vehicle or for all. */
  async closeReceipts(
    caller: SignedInCaller,
    { orderId, vehicleId, note }: ParsedInput<'orders:close'>,
  ): Promise<Order> {
    return await this.#change(orderId, (order) => {
      const event = { name: 'closed', at: this.#now() } as const;
      const finished = order.receipts.filter(({ state }) => state === 'done' || state === 'refused');
      const receipts = vehicleId === null ? finished : [expectReceipt(order, vehicleId)];
      if (receipts.length === 0) throw new RequestError('conflict', 'no crew has finished with this order');
      const words = { name: caller.session.name, note };
      const steps = receipts.flatMap((receipt) => this.#stepOf(order, receipt, event, words));
      return steps.length === 0 ? null : this.#changeBy(caller, order, steps, event.at, note);
    });
  }

  /** A step of one vehicle. What was so already changes nothing; a step that the table lacks is `conflict`. */
  async advance(caller: SignedInCaller, vehicleId: string, input: ParsedInput<'orders:advance'>): Promise<Order> {
    const { orderId, version, state, note, attachmentIds } = input;
    if (input.at !== null && input.at > this.#now() + CLOCK_AHEAD_MS) {
      throw new RequestError('invalid-input', 'at lies in the future');
    }
    const photos =
      attachmentIds.length === 0 ? [] : await this.#attachmentsFor(await this.#expect(orderId), attachmentIds);
    return await this.#change(orderId, (order) => {
      const receipt = expectReceipt(order, vehicleId);
      // A terminal that had an older version may still say so; what the crew says must be about the newest.
      if (version < receipt.version && (state === 'delivered' || state === 'read')) return null;
      if (version !== receipt.version) throw new RequestError('conflict', `version ${receipt.version} is the newest`);
      const at = Math.max(Math.min(input.at ?? Infinity, this.#now()), ...Object.values(receipt.times));
      const words = { name: caller.session.name, note, attachmentIds };
      const steps = this.#stepOf(order, receipt, { name: state, at }, words);
      if (steps.length === 0) return null;
      const shownWith = { ...order, attachments: joined(order.attachments, photos) };
      return { ...this.#changeBy(caller, shownWith, steps, this.#now(), note), claimed: attachmentIds };
    });
  }

  /** Read aloud by the terminal, or not and why. */
  async reportReadAloud(
    caller: SignedInCaller,
    vehicleId: string,
    { orderId, version, outcome }: ParsedInput<'orders:reportReadAloud'>,
  ): Promise<void> {
    await this.#change(orderId, (order) => {
      const receipt = expectReceipt(order, vehicleId);
      if (version !== receipt.version) return null;
      const at = this.#now();
      const subject = { kind: 'order', id: orderId };
      const details = { number: order.number, vehicle: vehicleId, outcome };
      return {
        order: withReceipts(order, [{ ...receipt, readAloud: { outcome, at } }], at),
        ...{ steps: [], facts: [], audits: [{ caller, action: 'orders.readAloud', subject, details }] },
      };
    });
  }

  /** From the one in charge to the next. Answers whether it was: not where it is another's, or over, by now. */
  async handOver(caller: SignedInCaller, orderId: string, to: Order['owner'], note: string): Promise<boolean> {
    const change = await this.book.change((now) => {
      const order = now.byId(orderId);
      if (order?.owner.accountId !== caller.session.accountId || !isOpen(order)) return null;
      const subject = { kind: 'order', id: orderId };
      const details = { number: order.number, to: to.name, ...(note === '' ? {} : { note }) };
      return {
        order: { ...withReceipts(order, [], this.#now()), owner: to },
        ...{ steps: [], facts: [], audits: [{ caller, action: 'orders.handOver', subject, details }] },
      };
    });
    return change !== null;
  }

  /** Waits until what was begun is written. */
  async close(): Promise<void> {
    this.watch.close();
    await this.book.close();
  }

  private get book(): OrderBook {
    if (this.#book === null) throw new Error('the orders have not been read yet');
    return this.#book;
  }

  #newOrder(
    { session }: SignedInCaller,
    input: ParsedInput<'orders:send'>,
    attachments: Attachment[],
    number: number,
  ): OrderRecord {
    const { clientKey, content, groupId, expiresAfterSeconds } = input;
    const at = this.#now();
    const vehicleIds = [...new Set(input.vehicleIds)].sort();
    const seconds = vehicleIds.map((vehicleId) => this.#waitSeconds(vehicleId, content.priority));
    const { accountId: senderId, name: senderName } = session;
    return {
      ...{ id: randomUUID(), number, clientKey, version: 1, content, earlier: [], attachments, groupId },
      ...{ senderId, senderName, owner: { accountId: senderId, name: senderName }, sentAt: at, revision: at },
      expiresAt: at + (expiresAfterSeconds ?? Math.max(...seconds)) * 1000,
      receipts: vehicleIds.map((vehicleId) => ({
        ...{ ...sentAt(at, 1), vehicleId, names: { sent: senderName }, note: null, attachmentIds: [] },
        readAloud: null,
      })),
    };
  }

  #waitSeconds(vehicleId: string, priority: Order['content']['priority']): number {
    const { fleet, rules } = this.dependencies;
    return rules.of(fleet.vehicle(vehicleId)?.placeId ?? '', priority).expiresAfterSeconds;
  }

  #happens(...[orderId, vehicleId, event, isSo]: Parameters<OrderWatch['dependencies']['happens']>): void {
    const change = this.book.change((now) => {
      const order = now.byId(orderId);
      const receipt = order?.receipts.find((one) => one.vehicleId === vehicleId);
      if (!order || !receipt || !isSo(receipt)) return null;
      const at = this.#now();
      const steps = this.#stepOf(order, receipt, { ...event, at }, { name: '', note: null });
      if (steps.length > 0) return this.#changeBy(null, order, steps, at, null);
      // Not yet, as the clock was set back or the rules were changed: it is waited for again.
      this.watch.follow(order);
      return null;
    });
    change.then(
      () => this.watch.settled(orderId, vehicleId, event),
      (error: unknown) => {
        const told = { err: error, orderId, vehicleId, event: event.name };
        this.dependencies.log.error(told, 'an order could not be changed');
        const order = this.book.atHand(orderId);
        // An arrival is found again by the vehicle's next fix, which it sends while it stands, too.
        if (order !== null) this.watch.tryAgain(order, vehicleId);
      },
    );
  }

  async #change(orderId: string, decide: (order: OrderRecord) => OrderChange | null): Promise<Order> {
    await this.#expect(orderId);
    await this.book.change((now) => {
      const order = now.byId(orderId);
      if (order === null) throw new RequestError('not-found', `no order ${orderId}`);
      return decide(order);
    });
    return await this.find(orderId);
  }

  #stepOf(order: OrderRecord, receipt: Receipt, event: OrderEvent, words: StepWords): TakenStep[] {
    const after = receiptAfter(receipt, event, this.watch.patienceOf(order, receipt.vehicleId), words);
    if (after === null) return [];
    const last = after.receipt.escalations.at(-1);
    if (after.transition !== 'escalated' || last?.step !== 'suggest-next-vehicle') return [after];
    const suggestedVehicleId = this.#suggest(order, receipt.vehicleId);
    const escalations = [...receipt.escalations, { ...last, suggestedVehicleId }];
    return [{ ...after, receipt: { ...after.receipt, escalations } }];
  }

  /** One step of every receipt that a crew still has to do with; `conflict` where there is none. */
  #stepsOfOpen(caller: SignedInCaller, order: OrderRecord, event: OrderEvent, note: string | null): TakenStep[] {
    const open = order.receipts.filter(({ state }) => isReceiptOpen(state));
    if (open.length === 0) throw new RequestError('conflict', 'every vehicle has finished with this order');
    const words = { name: caller.session.name, note };
    return open.flatMap((receipt) => this.#stepOf(order, receipt, event, words));
  }

  #changeBy(
    caller: Caller | null,
    order: OrderRecord,
    steps: readonly TakenStep[],
    at: number,
    note: string | null,
  ): OrderChange {
    return orderChange(order, steps, { caller, at, note, fleet: this.dependencies.fleet });
  }

  /** Written: from now on it is so, and everyone is told. */
  #written({ order, steps }: OrderChange): void {
    this.watch.follow(order);
    const told = shown(order);
    this.dependencies.announcer.announce('orders:changed', told);
    this.#listeners.forEach((listener) => listener(told, steps));
  }

  /** Throws `not-found` for one that does not exist, `conflict` for one that another order has. */
  async #attachmentsFor(order: Order | null, attachmentIds: readonly string[]): Promise<Attachment[]> {
    const rows = await this.dependencies.attachments.byIds(attachmentIds);
    return attachmentIds.map((attachmentId) => {
      const row = rows.find(({ id }) => id === attachmentId);
      if (row === undefined) throw new RequestError('not-found', `no attachment ${attachmentId}`);
      if (row.orderId !== null && row.orderId !== order?.id) {
        throw new RequestError('conflict', `attachment ${attachmentId} belongs to another order`);
      }
      return attachmentOf(row);
    });
  }

  #expectFuture(deadline: number | null): void {
    if (deadline !== null && deadline <= this.#now()) {
      throw new RequestError('invalid-input', 'deadline lies in the past');
    }
  }

  async #expect(orderId: string): Promise<OrderRecord> {
    const order = await this.book.find(orderId);
    if (order === null) throw new RequestError('not-found', `no order ${orderId}`);
    return order;
  }

  #now(): number {
    return this.dependencies.clock.now();
  }
}

/** The order that was sent with this key; `conflict` where another sent it. */
function sentBefore({ session }: SignedInCaller, known: OrderRecord | null): Order {
  if (known === null || known.senderId !== session.accountId) {
    throw new RequestError('conflict', 'this client key is taken');
  }
  return shown(known);
}

/** Each once, in the order in which they came. */
function joined(before: readonly Attachment[], added: readonly Attachment[]): Attachment[] {
  return [...new Map([...before, ...added].map((one) => [one.id, one])).values()];
}
