import { RequestError, type ordersRoutes as contract } from '@protocol';
import type { RouteHandlers } from '../wire/http';

/** What orders have over HTTP: files, sound and reports. */
export function ordersRoutes(): Pick<RouteHandlers, keyof typeof contract> {
  const missing = (): Promise<never> => Promise.reject(new RequestError('not-found', 'not built yet'));
  return {
    'POST /media/attachments': missing,
    'GET /media/attachments/:attachmentId': missing,
    'GET /media/orders/:orderId/spoken': missing,
    'GET /reports/order-times.csv': missing,
  };
}
