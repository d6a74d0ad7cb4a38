import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { JsonLines } from './JsonLines';
import { toRecorder, type FromRecorder, type ToRecorder } from './recorderProtocol';

export interface ControlServerOptions {
  readonly path: string;
  readonly hello: FromRecorder;
  readonly onMessage: (message: ToRecorder) => void;
  /** The server is gone, or another one took its place. */
  readonly onServerLost: () => void;
  readonly onRefused: (problem: string) => void;
}

/** The recorder's control socket. One server at a time: a newer connection takes the place of the older. */
export class ControlServer {
  private current: JsonLines<ToRecorder, FromRecorder> | null = null;

  private constructor(private readonly server: Server) {}

  /** Whoever holds the volume's lock may remove what a dead recorder left at this path. */
  static async create(options: ControlServerOptions): Promise<ControlServer> {
    await rm(options.path, { force: true });
    const server = createServer();
    const control = new ControlServer(server);
    server.on('connection', (socket) => {
      control.current?.close();
      const lines: JsonLines<ToRecorder, FromRecorder> = new JsonLines(socket, toRecorder, {
        onMessage: (message) => {
          if (control.current === lines) options.onMessage(message);
        },
        onRefused: options.onRefused,
        onClosed: () => {
          if (control.current !== lines) return;
          control.current = null;
          options.onServerLost();
        },
      });
      // The server before this one is known to be gone before the new one says anything.
      if (control.current) options.onServerLost();
      control.current = lines;
      lines.send(options.hello);
    });
    server.listen(options.path);
    await once(server, 'listening');
    return control;
  }

  /** To the server, if one is connected. */
  send(message: FromRecorder): void {
    this.current?.send(message);
  }

  async close(): Promise<void> {
    const { current } = this;
    this.current = null;
    current?.close();
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
