import { PROTOCOL_VERSION, type EventPayload } from '@protocol';
import { io, type Socket } from 'socket.io-client';
import { Line } from '../test/fixtures/Line';

/** A console without a page: a dispatcher's socket that takes what it is told. */
export class ConsoleSocket {
  /** Calls for help that it was told of, by the alarm's id. */
  readonly toldOf = new Set<string>();

  private constructor(
    private readonly line: Line,
    private readonly socket: Socket,
  ) {}

  static async create(address: string, account: string): Promise<ConsoleSocket> {
    const line = await Line.create(address);
    await line.signIn(account, 'zhiqin-demo');
    const socket = io(address, {
      auth: { version: PROTOCOL_VERSION, token: line.token },
      transports: ['websocket'],
      forceNew: true,
    });
    const console = new ConsoleSocket(line, socket);
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
    this.line.close();
  }
}
