import { connect } from 'node:net';
import type { Logger } from 'pino';
import { JsonLines } from '../recorder/JsonLines';
import { fromRecorder, type FromRecorder, type ToRecorder, type TrackDescription } from '../recorder/recorderProtocol';

/** Short, for the sooner the recorder is heard again, the shorter the gap; a socket that is not there costs nothing. */
const RETRY_MS = 50;
const OPEN_LIMIT_MS = 3_000;
/** A recorder that accepted the connection and says nothing for this long is not there. */
const HELLO_LIMIT_MS = 3_000;

export interface RecorderLinkDependencies {
  /** The recorder's control socket. */
  readonly path: string;
  readonly log: Logger;
}

interface Waiting {
  readonly resolve: (port: number) => void;
  readonly reject: (error: Error) => void;
}

/** The server's end of the control connection: there or gone, and coming back by itself. */
export class RecorderLink {
  #lines: JsonLines<FromRecorder, ToRecorder> | null = null;
  #present = false;
  #processId: number | null = null;
  #closed = false;
  #retry: NodeJS.Timeout | null = null;
  readonly #waiting = new Map<string, Waiting>();
  readonly #presentListeners = new Set<() => void>();
  readonly #lostListeners = new Set<() => void>();
  readonly #messageListeners = new Set<(message: FromRecorder) => void>();

  private constructor(private readonly dependencies: RecorderLinkDependencies) {}

  static create(dependencies: RecorderLinkDependencies): RecorderLink {
    return new RecorderLink(dependencies);
  }

  get present(): boolean {
    return this.#present;
  }

  /** Of the recorder that is there, or was last; null before the first. */
  get processId(): number | null {
    return this.#processId;
  }

  onPresent(listener: () => void): void {
    this.#presentListeners.add(listener);
  }

  onLost(listener: () => void): void {
    this.#lostListeners.add(listener);
  }

  /** Told of everything but the answers to `openStream`. */
  onMessage(listener: (message: FromRecorder) => void): void {
    this.#messageListeners.add(listener);
  }

  /** Connects, now and whenever the recorder was lost. Called once the listeners stand. */
  start(): void {
    if (!this.#closed) this.#connect();
  }

  send(message: ToRecorder): void {
    this.#lines?.send(message);
  }

  /** The UDP port on which the recorder waits for the stream. Fails where it refuses, is lost or keeps silent. */
  openStream(streamId: string, track: TrackDescription, bursts: boolean): Promise<number> {
    if (!this.#present) return Promise.reject(new Error('the recorder is not there'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(streamId);
        reject(new Error('the recorder does not answer'));
      }, OPEN_LIMIT_MS);
      this.#waiting.set(streamId, {
        resolve: (port) => {
          clearTimeout(timer);
          resolve(port);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.send({ type: 'open-stream', streamId, track, bursts });
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#lines?.close();
  }

  #connect(): void {
    const socket = connect(this.dependencies.path);
    const silent = setTimeout(() => socket.destroy(), HELLO_LIMIT_MS);
    this.#lines = new JsonLines<FromRecorder, ToRecorder>(socket, fromRecorder, {
      onMessage: (message) => {
        clearTimeout(silent);
        this.#take(message);
      },
      onRefused: (problem) => this.dependencies.log.error({ problem }, 'the recorder said what is not in the contract'),
      onClosed: () => {
        clearTimeout(silent);
        this.#lost();
      },
    });
  }

  #take(message: FromRecorder): void {
    if (message.type === 'hello') {
      this.#present = true;
      this.#processId = message.processId;
      this.dependencies.log.info({ pid: message.processId }, 'the recorder is there');
      this.#presentListeners.forEach((listener) => listener());
      return;
    }
    if (message.type === 'stream-opened' || message.type === 'stream-refused') {
      const waiting = this.#waiting.get(message.streamId);
      this.#waiting.delete(message.streamId);
      if (message.type === 'stream-opened') waiting?.resolve(message.port);
      else waiting?.reject(new Error(`the recorder refuses: ${message.message}`));
      return;
    }
    this.#messageListeners.forEach((listener) => listener(message));
  }

  #lost(): void {
    this.#lines = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('the recorder was lost'));
    this.#waiting.clear();
    if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
    if (!this.#present) return;
    this.#present = false;
    if (!this.#closed) this.dependencies.log.error('the recorder was lost');
    this.#lostListeners.forEach((listener) => listener());
  }
}
