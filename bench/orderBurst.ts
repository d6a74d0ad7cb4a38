import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Line } from '../test/fixtures/Line';

/** A dispatcher's line that is opened again, signed in, whenever the server is back. */
export async function dispatcherLine(address: string, withinMs = 30_000): Promise<Line> {
  const until = Date.now() + withinMs;
  for (;;) {
    let line: Line | null = null;
    try {
      line = await Line.create(address);
      await line.signIn('dispatcher', 'zhiqin-demo');
      return line;
    } catch (error) {
      line?.close();
      if (Date.now() > until) throw error;
      await delay(150);
    }
  }
}

export interface SentOrder {
  clientKey: string;
  text: string;
  vehicleId: string;
  /** Null until the server has answered. */
  orderId: string | null;
}

/** Orders to be sent, each with a key and a text of its own, going round the vehicles. */
export function ordersFor(vehicleIds: readonly string[], count: number): SentOrder[] {
  return Array.from({ length: count }, (_, index) => ({
    clientKey: randomUUID(),
    text: `请核实第 ${index + 1} 号点位`,
    vehicleId: vehicleIds[index % vehicleIds.length] ?? '',
    orderId: null,
  }));
}

/** Sends what is not answered yet; an order that the server did not answer stays so, to be sent again with its key. */
export async function send(line: Line, orders: readonly SentOrder[]): Promise<void> {
  await Promise.all(
    orders
      .filter(({ orderId }) => orderId === null)
      .map(async (order) => {
        try {
          const { clientKey, text, vehicleId } = order;
          const sent = await line.ask('orders:send', {
            clientKey,
            vehicleIds: [vehicleId],
            content: { text, priority: 'routine', place: null, deadline: null, attachmentIds: [] },
          });
          order.orderId = sent.id;
        } catch {
          // The server is being killed: the sender knows that it has no answer, and sends again later.
        }
      }),
  );
}

export interface OrderVerdict {
  /** Answered to the sender and not on its terminal. */
  lost: number;
  /** In the list more than once, although sent with one key. */
  twice: number;
}

/** Waits until every order is with its terminal, for some seconds at most, and counts what is not as it should be. */
export async function judge(line: Line, orders: readonly SentOrder[], withinMs: number): Promise<OrderVerdict> {
  const until = Date.now() + withinMs;
  for (;;) {
    const { orders: listed } = await line.ask('orders:list', {});
    const lost = orders.filter(({ text, orderId }) => {
      const found = listed.find((one) => one.id === orderId && one.content.text === text);
      return orderId !== null && found?.receipts.some(({ times }) => times.delivered === undefined) !== false;
    }).length;
    const twice = orders.filter(({ text }) => listed.filter((one) => one.content.text === text).length > 1).length;
    if (lost === 0 || Date.now() > until) return { lost, twice };
    await delay(300);
  }
}
