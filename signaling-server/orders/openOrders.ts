import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import type { Alarms } from '../alarms/Alarms';
import type { Audit } from '../audit/Audit';
import type { Refusals } from '../audit/Refusals';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Positions } from '../fleet/Positions';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { Connections } from '../wire/Connections';
import { Advice } from './Advice';
import { EscalationRules } from './EscalationRules';
import { OrderMessages } from './OrderMessages';
import { Orders } from './Orders';
import type { OrdersHandlersDependencies } from './ordersHandlers';
import { OrderTemplates } from './OrderTemplates';
import { ShiftHandOver } from './ShiftHandOver';

export interface OpenOrdersDependencies {
  database: Kysely<Schema>;
  alarms: Pick<Alarms, 'handOver'>;
  fleet: Fleet;
  positions: Pick<Positions, 'onReported'>;
  places: Places;
  access: Access;
  connections: Connections;
  refusals: Pick<Refusals, 'record'>;
  announcer: Announcer;
  audit: Audit;
  feed: Feed;
  log: Logger;
  clock: () => number;
}

/** Everything of orders, with what the last server waited for waited for again. */
export interface OpenedOrders extends OrdersHandlersDependencies {
  close(): Promise<void>;
}

export async function openOrders(dependencies: OpenOrdersDependencies): Promise<OpenedOrders> {
  const { database, access, positions, clock: now, refusals } = dependencies;
  const rules = await EscalationRules.create(dependencies);
  const attachments = new AttachmentsTable(database);
  const clock = { now, after };
  const orders = await Orders.create({ ...dependencies, rules, attachments, clock });
  access.registerLocator('order', (orderId) => orders.locateOrder(orderId));
  positions.onReported((vehicleId, position) => orders.watch.vehicleMoved(vehicleId, position));
  const advice = new Advice({ ...dependencies, orders });
  orders.suggestBy((order, vehicleId) => advice.nextFor(order, vehicleId));
  return {
    ...{ orders, advice, rules, access, refusals },
    messages: new OrderMessages(dependencies),
    templates: new OrderTemplates(dependencies),
    handOver: new ShiftHandOver({ ...dependencies, orders }),
    close: () => orders.close(),
  };
}

function after(inMs: number, act: () => void): () => void {
  const timer = setTimeout(act, inMs);
  timer.unref();
  return () => clearTimeout(timer);
}
