import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Message } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { MessagesTable } from './MessagesTable';
import { LISTED_MS } from './OrderBook';

/** The newest of all; what is older than these is in the record. */
const LISTED = 500;

export interface OrderMessagesDependencies {
  database: Kysely<Schema>;
  fleet: Pick<Fleet, 'vehicle'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  clock: () => number;
}

/** What crews and the centre say to each other in writing. What this class has answered is on disk. */
export class OrderMessages {
  private constructor(
    private readonly dependencies: OrderMessagesDependencies,
    private recent: readonly Message[],
  ) {}

  static async create(dependencies: OrderMessagesDependencies): Promise<OrderMessages> {
    const recent = await new MessagesTable(dependencies.database).since(dependencies.clock() - LISTED_MS, LISTED);
    return new OrderMessages(dependencies, recent);
  }

  /** Of the last day, newest first; at hand, as after a restart everybody asks for them at once. */
  list(): readonly Message[] {
    const since = this.dependencies.clock() - LISTED_MS;
    return this.recent.filter(({ at }) => at >= since);
  }

  /** Asked again with the same client key, it answers with the message that exists. */
  async say(
    caller: SignedInCaller,
    from: Message['from'],
    said: { clientKey: string; vehicleId: string; orderId: string | null; text: string },
  ): Promise<Message> {
    const { database, clock, audit, announcer, feed, fleet } = this.dependencies;
    const { accountId, name: senderName } = caller.session;
    const { clientKey, vehicleId, orderId, text } = said;
    const message: Message = { id: randomUUID(), vehicleId, orderId, from, senderName, text, at: clock() };
    const tellFeed = await database.transaction().execute(async (transaction) => {
      if (!(await new MessagesTable(transaction).add({ ...message, clientKey, accountId }))) return null;
      const vehicle = fleet.vehicle(vehicleId);
      await audit.write(transaction, {
        caller,
        action: from === 'crew' ? 'orders.say' : 'orders.reply',
        subject: { kind: 'vehicle', id: vehicleId },
        ...(vehicle === null ? {} : { placeId: vehicle.placeId }),
      });
      const kind = from === 'crew' ? 'crew-message' : 'centre-message';
      const details = { plate: vehicle?.plate ?? '', text };
      return await feed.addAll(
        transaction,
        vehicle === null ? [] : [{ kind, placeId: vehicle.placeId, vehicleId, details }],
      );
    });
    if (tellFeed === null) return (await new MessagesTable(database).byClientKey(accountId, clientKey)) ?? message;
    this.recent = [message, ...this.recent].slice(0, LISTED);
    announcer.announce('orders:said', message);
    tellFeed();
    return message;
  }
}
