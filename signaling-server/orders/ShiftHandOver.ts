import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { permissionsOfRole, RequestError, roles, type HandOver, type Order, type RequestOutput } from '@protocol';
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
  orders: Pick<Orders, 'handOver'>;
  alarms: Pick<Alarms, 'handOver'>;
  access: Pick<Access, 'everyPlaceWith' | 'everyPlaceUnder'>;
  connections: Pick<Connections, 'all'>;
  fleet: Pick<Fleet, 'vehicle'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  clock: () => number;
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

  /** Refused with `invalid-input` for one who is in charge of nothing that the caller is in charge of. */
  async handOver(caller: SignedInCaller, accountId: string, note: string): Promise<RequestOutput<'orders:handOver'>> {
    const { orders, alarms, announcer } = this.dependencies;
    const to = (await this.#successors(caller)).find((one) => one.accountId === accountId);
    if (to === undefined) throw new RequestError('invalid-input', 'accountId: this account cannot take over');
    const moved = {
      orders: await orders.handOver(caller, { accountId, name: to.name }, note, (order) => this.#mayTake(to, order)),
      alarms: await alarms.handOver(caller, to, note, (placeId) => to.placeIds.has(placeId)),
    };
    const told = { id: randomUUID(), fromName: caller.session.name, note, ...moved, at: this.dependencies.clock() };
    const tellFeed = await this.#record(caller, to, told);
    tellFeed();
    for (const { connectionId, session } of this.dependencies.connections.all()) {
      if (session?.accountId === accountId) announcer.tell(connectionId, 'orders:handedOver', told);
    }
    return moved;
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
  async #record(caller: SignedInCaller, to: Successor, handOver: HandOver): Promise<() => void> {
    const { database, audit, feed, access } = this.dependencies;
    const subject = { kind: 'account', id: to.accountId };
    const placeId = access.everyPlaceWith(caller.session, 'orders.send').find((place) => to.placeIds.has(place)) ?? '';
    const { fromName: speaker, note, orders, alarms } = handOver;
    const moved = { orders, alarms };
    return await database.transaction().execute(async (transaction) => {
      await new HandOversTable(transaction).add(to.accountId, handOver);
      const details = { to: to.name, note, ...moved };
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

  #mayTake({ placeIds }: Successor, { receipts }: Order): boolean {
    return receipts.every(({ vehicleId }) => placeIds.has(this.dependencies.fleet.vehicle(vehicleId)?.placeId ?? ''));
  }
}
