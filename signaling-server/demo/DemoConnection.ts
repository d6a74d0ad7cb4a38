import { io, type Socket } from 'socket.io-client';
import {
  events,
  PROTOCOL_VERSION,
  replySchema,
  RequestError,
  requests,
  type EventName,
  type EventPayload,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '@protocol';

const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_MS = 300;

/** One vehicle's line to the server: it comes back by itself as long as it is open. */
export class DemoConnection {
  readonly #socket: Socket;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(address: string) {
    this.#socket = io(address, {
      transports: ['websocket'],
      autoConnect: false,
      // One line of its own for each vehicle, as a real one has.
      forceNew: true,
      reconnectionDelay: RETRY_MS,
      reconnectionDelayMax: RETRY_MS * 2,
      auth: { version: PROTOCOL_VERSION },
    });
    // After the server has ended or refused a line socket.io does not come back by itself.
    const again = (): void => {
      if (this.#closed || this.#socket.active) return;
      this.#retry = setTimeout(() => this.#socket.connect(), RETRY_MS);
    };
    this.#socket.on('disconnect', again);
    this.#socket.on('connect_error', again);
  }

  static create(address: string): DemoConnection {
    return new DemoConnection(address);
  }

  open(): void {
    this.#socket.connect();
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  onConnected(listener: () => void): void {
    this.#socket.on('connect', listener);
  }

  onDisconnected(listener: () => void): void {
    this.#socket.on('disconnect', listener);
  }

  /** Hears an event of the contract; what is not as the contract says is left out. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): void {
    // socket.io types its listeners by one map of all events; the schema that parses is the one the type comes from.
    const socket: { on(event: string, listener: (payload: unknown) => void): unknown } = this.#socket;
    socket.on(name, (payload) => {
      const parsed = events[name].payload.safeParse(payload);
      // The schema that has just parsed it is the one EventPayload<Name> is inferred from.
      if (parsed.success) listener(parsed.data as EventPayload<Name>);
    });
  }

  /** Asks the server. Throws the RequestError it answers with, or `timeout`. */
  async request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    if (!this.connected) throw new RequestError('timeout', `${name}: no connection`);
    let answer: unknown;
    try {
      answer = await this.#socket.timeout(REQUEST_TIMEOUT_MS).emitWithAck(name, input);
    } catch {
      throw new RequestError('timeout', `${name}: no answer`);
    }
    const reply = replySchema.parse(answer);
    if (!reply.ok) throw new RequestError(reply.code, reply.message);
    // The schema that parses is the one RequestOutput<Name> is inferred from.
    return requests[name].output.parse(reply.output) as RequestOutput<Name>;
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#socket.disconnect();
  }
}
