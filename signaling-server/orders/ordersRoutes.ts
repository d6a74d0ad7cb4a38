import type { Kysely } from 'kysely';
import { ordersRequests, RequestError, type ordersRoutes as contract } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { RouteHandlers } from '../wire/http';
import type { OrderReview } from './OrderReview';
import type { Orders } from './Orders';
import type { Speech } from './Speech';
import { timesReport } from './timesReport';

export interface OrdersRoutesDependencies {
  orders: Pick<Orders, 'find'>;
  review: Pick<OrderReview, 'times'>;
  speech: Pick<Speech, 'read'>;
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
}

/** What orders have over HTTP beside their files: sound, and a report. */
export function ordersRoutes({
  orders,
  review,
  speech,
  database,
  audit,
}: OrdersRoutesDependencies): Pick<RouteHandlers, keyof typeof contract> {
  return {
    'GET /media/orders/:orderId/spoken': async ({ orderId }, { reply }) => {
      const sound = await speech.read(await orders.find(orderId));
      return reply.headers({ 'content-type': 'audio/wav', 'cache-control': 'no-store' }).send(sound);
    },
    'GET /reports/order-times.csv': async (_, { caller, request, reply }) => {
      // Fastify gives the query as an object of whatever was asked; each value is parsed below.
      const query = request.query as Readonly<Record<string, unknown>>;
      const span = ordersRequests['orders:times'].input.safeParse({
        from: Number(query['from']),
        to: Number(query['to']),
      });
      if (!span.success) throw new RequestError('invalid-input', 'from and to are milliseconds since 1970');
      const times = await review.times(caller.session, span.data);
      await audit.write(database, {
        caller,
        action: 'orders.exportTimes',
        details: { ...span.data, rows: times.length },
      });
      return reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="order-times.csv"',
          'cache-control': 'no-store',
        })
        .send(timesReport(times, query['language'] === 'en' ? 'en' : 'zh-CN'));
    },
  };
}
