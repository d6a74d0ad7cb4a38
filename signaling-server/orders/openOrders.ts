import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { attachmentsRoutes as filesContract, ordersRoutes as contract } from '@protocol';
import { Attachments } from '../attachments/Attachments';
import { attachmentsRoutes } from '../attachments/attachmentsRoutes';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import type { Alarms } from '../alarms/Alarms';
import type { Audit } from '../audit/Audit';
import type { Refusals } from '../audit/Refusals';
import type { PhoneCalls } from '../calls/PhoneCalls';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Positions } from '../fleet/Positions';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { Connections } from '../wire/Connections';
import type { RouteHandlers } from '../wire/http';
import { Advice } from './Advice';
import { machineClock } from './DueMoments';
import { Escalations } from './Escalations';
import { EscalationRules } from './EscalationRules';
import { OrderMessages } from './OrderMessages';
import { OrderReview } from './OrderReview';
import { Orders } from './Orders';
import type { OrdersHandlersDependencies } from './ordersHandlers';
import { ordersRoutes } from './ordersRoutes';
import { OrderTemplates } from './OrderTemplates';
import { ShiftHandOver } from './ShiftHandOver';
import { Speech } from './Speech';

export interface OpenOrdersDependencies {
  database: Kysely<Schema>;
  dataFolder: string;
  alarms: Pick<Alarms, 'open' | 'handOver'>;
  phones: Pick<PhoneCalls, 'ring' | 'hangUp' | 'list' | 'onChanged'>;
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
  readonly routes: Pick<RouteHandlers, keyof typeof contract | keyof typeof filesContract>;
  close(): Promise<void>;
}

export async function openOrders(dependencies: OpenOrdersDependencies): Promise<OpenedOrders> {
  const { database, access, positions, clock: now, refusals } = dependencies;
  const rules = await EscalationRules.create(dependencies);
  const clock = machineClock(now);
  const orders = await Orders.create({ ...dependencies, rules, attachments: new AttachmentsTable(database), clock });
  const locateOrder = (orderId: string) => orders.locateOrder(orderId);
  access.registerLocator('order', locateOrder);
  positions.onReported((vehicleId, position) => orders.watch.vehicleMoved(vehicleId, position));
  const advice = new Advice({ ...dependencies, orders });
  orders.suggestBy((order, vehicleId) => advice.nextFor(order, vehicleId));
  Escalations.create({ ...dependencies, orders });
  const folder = join(dependencies.dataFolder, 'attachments');
  const attachments = await Attachments.create({ ...dependencies, folder, locateOrder });
  access.registerLocator('attachment', (attachmentId, caller) => attachments.locate(attachmentId, caller));
  const review = new OrderReview(dependencies);
  return {
    ...{ orders, advice, rules, review, access, refusals },
    messages: await OrderMessages.create(dependencies),
    templates: new OrderTemplates(dependencies),
    handOver: new ShiftHandOver({ ...dependencies, orders }),
    routes: {
      ...attachmentsRoutes({ attachments, access, clock: now }),
      ...ordersRoutes({ ...dependencies, orders, review, speech: new Speech() }),
    },
    close: async () => {
      attachments.close();
      await orders.close();
    },
  };
}
