import { setTimeout as delay } from 'node:timers/promises';
import {
  PROTOCOL_VERSION,
  replySchema,
  type EventPayload,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '@protocol';
import { io, type Socket } from 'socket.io-client';

/** As our own pages do it: soon, and not all at once. */
const RECONNECT = { reconnectionDelay: 300, reconnectionDelayMax: 800, randomizationFactor: 0.5 };
const ANSWER_MS = 5_000;
const RATE_LIMITED_WAIT_MS = 100;

/** A line that comes back by itself, and asks again until it is answered. */
export class LastingLine {
  readonly socket: Socket;
  /** When it was lost, in milliseconds of `performance.now()`. */
  readonly lostAt: number[] = [];
  #upSince = Infinity;

  constructor(address: string, token: string) {
    this.socket = io(address, {
      auth: { version: PROTOCOL_VERSION, token },
      transports: ['websocket'],
      forceNew: true,
      ...RECONNECT,
    });
    this.socket.on('connect', () => (this.#upSince = performance.now()));
    this.socket.on('disconnect', () => this.lostAt.push(performance.now()));
  }

  get isUp(): boolean {
    return this.socket.connected;
  }

  /** True where the line that is open now was opened after a moment of `performance.now()`. */
  isUpSince(moment: number): boolean {
    return this.isUp && this.#upSince > moment;
  }

  async up(): Promise<void> {
    if (!this.isUp) await new Promise<void>((resolve) => this.socket.once('connect', resolve));
  }

  /** Asks until there is an answer; throws where it is a refusal. */
  async ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    for (;;) {
      await this.up();
      const reply = await this.#askOnce(name, input);
      if (reply === null) continue;
      if (!reply.ok && reply.code === 'rate-limited') {
        await delay(RATE_LIMITED_WAIT_MS);
        continue;
      }
      if (!reply.ok) throw new Error(`${name} was refused: ${reply.code} ${reply.message}`);
      return reply.output as RequestOutput<Name>;
    }
  }

  /** As a tablet that drives into a tunnel. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }

  /** Null where the line was lost before the answer came: a line that is lost answers no more. */
  async #askOnce(name: RequestName, input: unknown) {
    const lost = new AbortController();
    const whenLost = new Promise<null>((resolve) => {
      const end = (): void => resolve(null);
      this.socket.once('disconnect', end);
      lost.signal.addEventListener('abort', () => this.socket.off('disconnect', end));
    });
    const answer = this.socket
      .timeout(ANSWER_MS)
      .emitWithAck(name, input)
      .then((reply: unknown) => replySchema.parse(reply))
      .catch(() => null);
    const reply = await Promise.race([answer, whenLost]);
    lost.abort();
    return reply;
  }
}

type Order = EventPayload<'orders:changed'>;

/** A crew's tablet as far as orders go: shows each order once, by id and version, and says that it has it. */
export class OrderTerminal {
  readonly line: LastingLine;
  /** When each text was shown, in milliseconds of `performance.now()`. */
  readonly shownAt = new Map<string, number[]>();
  readonly #known = new Set<string>();
  readonly #unconfirmed = new Map<string, Order>();

  constructor(
    address: string,
    token: string,
    private readonly vehicleId: string,
  ) {
    this.line = new LastingLine(address, token);
    this.line.socket.on('orders:changed', (order: Order) => this.#take(order));
    this.line.socket.on('connect', () => void this.#catchUp());
  }

  close(): void {
    this.line.close();
  }

  /** What came meanwhile, oldest first. */
  async #catchUp(): Promise<void> {
    const { orders } = await this.line.ask('orders:list', {});
    [...orders].reverse().forEach((order) => this.#take(order));
  }

  #take(order: Order): void {
    const receipt = order.receipts.find(({ vehicleId }) => vehicleId === this.vehicleId);
    if (receipt === undefined) return;
    const key = `${order.id} ${order.version}`;
    if (!this.#known.has(key)) {
      this.#known.add(key);
      const { text } = order.content;
      this.shownAt.set(text, [...(this.shownAt.get(text) ?? []), performance.now()]);
    }
    if (receipt.state === 'sent' && !this.#unconfirmed.has(key)) void this.#confirm(key, order);
  }

  async #confirm(key: string, order: Order): Promise<void> {
    this.#unconfirmed.set(key, order);
    const { id: orderId, version } = order;
    await this.line.ask('orders:advance', { orderId, version, state: 'delivered', note: null });
    this.#unconfirmed.delete(key);
  }
}
