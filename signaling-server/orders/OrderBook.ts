import type { Kysely } from 'kysely';
import type { Audit, AuditEntry } from '../audit/Audit';
import { claimAttachments } from '../attachments/AttachmentsTable';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Schema } from '../persistence/schema';
import { isOpen, type TakenStep } from './orderChange';
import { OrdersTable, type OrderRecord } from './OrdersTable';

export interface OrderBookDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'writeAll'>;
  feed: Pick<Feed, 'addAll'>;
  clock: () => number;
}

/** What becomes of an order, with its rows of the audit and its lines of the feed: all of it stands or none. */
export interface OrderChange {
  readonly order: OrderRecord;
  readonly steps: readonly TakenStep[];
  readonly audits: readonly AuditEntry[];
  readonly facts: readonly FeedFact[];
  /** Attachments that belong to this order from now on. */
  readonly claimed?: readonly string[];
}

/** The orders as they are at the moment of a decision. */
export interface OrdersNow {
  readonly byId: (orderId: string) => OrderRecord | null;
  readonly byClientKey: (clientKey: string) => OrderRecord | null;
  readonly nextNumber: () => number;
}

/** Null where nothing is to change. Throws where it must not be; then nothing of this decision happens. */
type Decide = (now: OrdersNow) => OrderChange | null;

interface Waiting {
  readonly decide: Decide;
  readonly done: (change: OrderChange | null) => void;
  readonly failed: (error: unknown) => void;
}

/** So long a finished order is kept at hand. */
export const LISTED_MS = 24 * 60 * 60 * 1000;
const PRUNE_EVERY_MS = 60_000;
/** Finished orders that a page is given at most; what is open it is given in any case. */
const LISTED_FINISHED = 500;

/**
 * Every order that is open or of the last day, at hand, and the one way to change any. Decisions are taken one after
 * the other, each knowing those before it; those that come meanwhile are written together, in one transaction, so that
 * two hundred receipts at once are a few statements. What is decided counts, and is told, once it is written.
 */
export class OrderBook {
  readonly #orders = new Map<string, OrderRecord>();
  readonly #byClientKey = new Map<string, string>();
  /** Ids of the orders that went to each vehicle: after a restart every terminal asks for its own at once. */
  readonly #ofVehicle = new Map<string, Set<string>>();
  #prunedAt = 0;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  private constructor(
    private readonly dependencies: OrderBookDependencies,
    private readonly onWritten: (change: OrderChange) => void,
    private lastNumber: number,
  ) {}

  /** `onWritten` is told of each change in its order, before whoever asked for it. */
  static async create(
    dependencies: OrderBookDependencies,
    onWritten: (change: OrderChange) => void,
  ): Promise<OrderBook> {
    const table = new OrdersTable(dependencies.database);
    const [lastNumber, orders] = await Promise.all([
      table.lastNumber(),
      table.openAndSince(dependencies.clock() - LISTED_MS),
    ]);
    const book = new OrderBook(dependencies, onWritten, lastNumber);
    orders.reverse().forEach((order) => book.#keep(order));
    return book;
  }

  /** Oldest first. */
  all(): readonly OrderRecord[] {
    return [...this.#orders.values()];
  }

  /** Those that went to a vehicle, oldest first. */
  ofVehicle(vehicleId: string): readonly OrderRecord[] {
    return [...(this.#ofVehicle.get(vehicleId) ?? [])].flatMap((orderId) => this.atHand(orderId) ?? []);
  }

  atHand(orderId: string): OrderRecord | null {
    return this.#orders.get(orderId) ?? null;
  }

  /** An order of any age; read where it is not at hand. */
  async find(orderId: string): Promise<OrderRecord | null> {
    return this.atHand(orderId) ?? this.#take(await new OrdersTable(this.dependencies.database).byId(orderId));
  }

  atHandByClientKey(clientKey: string): OrderRecord | null {
    return this.atHand(this.#byClientKey.get(clientKey) ?? '');
  }

  async findByClientKey(clientKey: string): Promise<OrderRecord | null> {
    const known = this.atHandByClientKey(clientKey);
    return known ?? this.#take(await new OrdersTable(this.dependencies.database).byClientKey(clientKey));
  }

  /** Settles once what was decided is written, with the change, or with null where nothing changed. */
  change(decide: Decide): Promise<OrderChange | null> {
    return new Promise((done, failed) => {
      this.#waiting.push({ decide, done, failed });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Waits until what was begun is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  /** Of these, what is open and what was sent in the last day, newest first. */
  listed(orders: readonly OrderRecord[]): OrderRecord[] {
    this.#prune();
    const since = this.dependencies.clock() - LISTED_MS;
    let finished = 0;
    return orders
      .filter((order) => order.sentAt >= since || isOpen(order))
      .sort((one, other) => other.number - one.number)
      .filter((order) => isOpen(order) || (finished += 1) <= LISTED_FINISHED);
  }

  /** Lets finished orders go that are no longer listed. */
  #prune(): void {
    const now = this.dependencies.clock();
    if (now < this.#prunedAt + PRUNE_EVERY_MS) return;
    this.#prunedAt = now;
    for (const order of this.#orders.values()) {
      if (order.sentAt >= now - LISTED_MS || isOpen(order)) continue;
      this.#orders.delete(order.id);
      this.#byClientKey.delete(order.clientKey);
      order.receipts.forEach(({ vehicleId }) => this.#ofVehicle.get(vehicleId)?.delete(order.id));
    }
  }

  async #writeAll(): Promise<void> {
    // Those who come in the same turn go together.
    await Promise.resolve();
    for (let batch = this.#waiting.splice(0); batch.length > 0; batch = this.#waiting.splice(0)) {
      if (!(await this.#wrote(batch, batch.length === 1))) for (const one of batch) await this.#wrote([one], true);
    }
    this.#writing = null;
  }

  /** False where nothing could be written and each has to be tried alone. */
  async #wrote(batch: readonly Waiting[], isFinal: boolean): Promise<boolean> {
    const decided = new Map<string, OrderRecord>();
    let number = this.lastNumber;
    const now: OrdersNow = {
      byId: (orderId) => decided.get(orderId) ?? this.atHand(orderId),
      byClientKey: (clientKey) =>
        [...decided.values()].find((order) => order.clientKey === clientKey) ?? this.atHandByClientKey(clientKey),
      nextNumber: () => (number += 1),
    };
    const refusals: (() => void)[] = [];
    const changes: { readonly change: OrderChange | null; readonly waiting: Waiting }[] = [];
    for (const waiting of batch) {
      try {
        const change = waiting.decide(now);
        if (change !== null) decided.set(change.order.id, change.order);
        changes.push({ change, waiting });
      } catch (error) {
        refusals.push(() => waiting.failed(error));
      }
    }
    const taken = changes.flatMap(({ change }) => change ?? []);
    let tellFeed = (): void => undefined;
    try {
      if (taken.length > 0) tellFeed = await this.#write([...decided.values()], taken, number);
    } catch (error) {
      if (isFinal) changes.forEach(({ waiting }) => waiting.failed(error));
      if (isFinal) refusals.forEach((refuse) => refuse());
      return isFinal;
    }
    this.lastNumber = number;
    for (const { change, waiting } of changes) {
      if (change !== null) {
        this.#keep(change.order);
        this.onWritten(change);
      }
      waiting.done(change);
    }
    refusals.forEach((refuse) => refuse());
    tellFeed();
    return true;
  }

  async #write(orders: readonly OrderRecord[], changes: readonly OrderChange[], number: number): Promise<() => void> {
    const { database, audit, feed } = this.dependencies;
    return await database.transaction().execute(async (transaction) => {
      await new OrdersTable(transaction).write(orders, number);
      for (const { order, claimed = [] } of changes) await claimAttachments(transaction, order.id, claimed);
      await audit.writeAll(
        transaction,
        changes.flatMap(({ audits }) => audits),
      );
      return await feed.addAll(
        transaction,
        changes.flatMap(({ facts }) => facts),
      );
    });
  }

  #keep(order: OrderRecord): void {
    this.#orders.set(order.id, order);
    this.#byClientKey.set(order.clientKey, order.id);
    for (const { vehicleId } of order.receipts) {
      this.#ofVehicle.set(vehicleId, (this.#ofVehicle.get(vehicleId) ?? new Set()).add(order.id));
    }
  }

  /** What was read is kept unless it came by a change meanwhile. */
  #take(read: OrderRecord | null): OrderRecord | null {
    if (read === null) return null;
    const known = this.atHand(read.id);
    if (known !== null) return known;
    this.#keep(read);
    return read;
  }
}
