import { PROTOCOL_VERSION, type EventPayload } from '@protocol';
import { io, type Socket } from 'socket.io-client';

/** A console without a page: a dispatcher's socket that takes what it is told. */
export class ConsoleSocket {
  /** Calls for help that it was told of, by the alarm's id. */
  readonly toldOf = new Set<string>();

  private constructor(private readonly socket: Socket) {}

  /** `token` is of the dispatcher's session: to sign in again for each socket would cost seconds and is not measured. */
  static async create(address: string, token: string): Promise<ConsoleSocket> {
    const socket = io(address, {
      auth: { version: PROTOCOL_VERSION, token },
      transports: ['websocket'],
      forceNew: true,
    });
    const console = new ConsoleSocket(socket);
    socket.on('alarms:changed', ({ id, kind }: EventPayload<'alarms:changed'>) => {
      if (kind === 'sos') console.toldOf.add(id);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return console;
  }

  close(): void {
    this.socket.disconnect();
  }
}
