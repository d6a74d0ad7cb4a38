import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { evenly } from './evenly';
import type { LastingLine, OrderTerminal } from './OrderTerminal';

const DONE_LIMIT_MS = 10_000;

interface StreamedOrder {
  readonly text: string;
  readonly terminal: OrderTerminal;
  readonly sentAt: number;
}

export interface OrderTimes {
  readonly sent: number;
  /** From the desk's sending to the terminal's showing, in milliseconds. */
  readonly deliveredMs: readonly number[];
  /** Of which the desk did not learn that the terminal has them. */
  readonly unconfirmed: number;
}

/** Orders at an even rate from desks to terminals in turn. */
export class OrderStream {
  #number = 0;

  constructor(
    private readonly desks: readonly LastingLine[],
    private readonly terminals: readonly { readonly vehicleId: string; readonly orders: OrderTerminal }[],
  ) {}

  /** Sends for so long, and waits for the rest to come, 10 s at most. */
  async send(perSecond: number, seconds: number): Promise<OrderTimes> {
    const orders: StreamedOrder[] = [];
    const ids: Promise<string>[] = [];
    await evenly(perSecond, seconds, () => {
      const number = (this.#number += 1);
      const desk = this.desks[number % this.desks.length];
      const terminal = this.terminals[number % this.terminals.length];
      if (desk === undefined || terminal === undefined) return;
      const text = `请核实第 ${number} 号点位`;
      orders.push({ text, terminal: terminal.orders, sentAt: performance.now() });
      const content = { text, priority: 'routine' as const, place: null, deadline: null, attachmentIds: [] };
      ids.push(
        desk
          .ask('orders:send', { clientKey: randomUUID(), vehicleIds: [terminal.vehicleId], content })
          .then(({ id }) => id),
      );
    });
    const sentIds = await Promise.all(ids);
    const until = performance.now() + DONE_LIMIT_MS;
    let unconfirmed = await this.#unconfirmed(sentIds);
    while (unconfirmed > 0 && performance.now() < until) {
      await delay(200);
      unconfirmed = await this.#unconfirmed(sentIds);
    }
    const deliveredMs = orders.flatMap(({ text, terminal, sentAt }) => {
      const shownAt = terminal.shownAt.get(text)?.[0];
      return shownAt === undefined ? [] : shownAt - sentAt;
    });
    return { sent: orders.length, deliveredMs, unconfirmed };
  }

  async #unconfirmed(ids: readonly string[]): Promise<number> {
    const { orders } = (await this.desks[0]?.ask('orders:list', {})) ?? { orders: [] };
    const states = new Map(orders.map(({ id, receipts }) => [id, receipts[0]?.state]));
    return ids.filter((id) => states.get(id) !== 'delivered').length;
  }
}
