import { createSocket, type Socket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { workerBin } from 'mediasoup';
import { pino } from 'pino';
import type { EventName, EventPayload, Permission } from '@protocol';
import type { RightsWatch, WatchedRight } from '../people/RightsWatch';
import type { Announcer } from '../wire/Announcer';
import type { Caller, SignedInCaller } from '../wire/Caller';
import type { MediaListen, MediaWorker } from './MediaWorker';

/** Tests through a real worker are skipped, with the reason printed, where set-up could not get its binary. */
export const hasWorker = existsSync(workerBin);
if (!hasWorker) console.warn(`SKIPPED: tests through a real media worker, for there is no ${workerBin}`);

export const silentLog = pino({ level: 'silent' });

/** Ports of their own for each test file, from 20,000 up. */
export function listenOn(firstPort: number): MediaListen {
  return {
    ip: '127.0.0.1',
    announcedAddress: null,
    firstPort,
    ingestPorts: { min: firstPort + 10, max: firstPort + 99 },
  };
}

/** Rights that last until the test takes them away. */
export class HandMadeRights implements Pick<RightsWatch, 'watch'> {
  readonly watched = new Set<WatchedRight>();

  watch(right: WatchedRight): () => void {
    this.watched.add(right);
    return () => void this.watched.delete(right);
  }

  lose(connectionId: string, permission: Permission): void {
    for (const right of [...this.watched]) {
      if (right.connectionId === connectionId && right.permission === permission) right.close('right-lost');
    }
  }
}

/** Keeps what was said, and to whom. */
export class KeptAnnouncer implements Announcer {
  readonly said: { to: string; name: EventName; payload: unknown }[] = [];

  announce<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    this.said.push({ to: 'everyone', name, payload });
  }

  tell<Name extends EventName>(connectionId: string, name: Name, payload: EventPayload<Name>): void {
    this.said.push({ to: connectionId, name, payload });
  }

  named<Name extends EventName>(name: Name): EventPayload<Name>[] {
    // What was kept under a name was typed by that name when it was said.
    return this.said.filter((fact) => fact.name === name).map(({ payload }) => payload as EventPayload<Name>);
  }
}

/** Connections that a test closes by hand. */
export class HandMadeConnections {
  readonly #callers = new Map<string, SignedInCaller>();
  readonly #listeners: ((caller: Caller) => void)[] = [];
  readonly #signedIn: ((caller: SignedInCaller) => void)[] = [];

  signIn(connectionId: string, vehicleId: string | null, name = connectionId): SignedInCaller {
    const session = {
      id: `session-${connectionId}`,
      accountId: `account-${connectionId}`,
      name,
      grants: [],
      vehicleId,
      deviceId: null,
      expiresAt: Number.MAX_SAFE_INTEGER,
    };
    const caller = { connectionId, address: '127.0.0.1', session };
    this.#callers.set(connectionId, caller);
    this.#signedIn.forEach((listener) => listener(caller));
    return caller;
  }

  onSignedIn(listener: (caller: SignedInCaller) => void): void {
    this.#signedIn.push(listener);
  }

  callerOf(connectionId: string): Caller | null {
    return this.#callers.get(connectionId) ?? null;
  }

  all(): readonly Caller[] {
    return [...this.#callers.values()];
  }

  onClosed(listener: (caller: Caller) => void): void {
    this.#listeners.push(listener);
  }

  close(connectionId: string): void {
    const caller = this.#callers.get(connectionId);
    this.#callers.delete(connectionId);
    if (caller) this.#listeners.forEach((listener) => listener(caller));
  }
}

/** A UDP socket on a loopback port of its own, which keeps what it is sent. */
export class TestSocket {
  readonly received: Buffer[] = [];

  private constructor(
    private readonly socket: Socket,
    readonly port: number,
  ) {
    socket.on('message', (message) => this.received.push(message));
  }

  static async create(): Promise<TestSocket> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new TestSocket(socket, socket.address().port);
  }

  send(packet: Buffer, port: number): void {
    this.socket.send(packet, port, '127.0.0.1');
  }

  close(): void {
    this.socket.close();
  }
}

/** An RTP packet with a payload that says who sent it. */
export function rtpPacket(options: {
  ssrc: number;
  payloadType: number;
  sequence: number;
  timestamp: number;
  payload: Buffer;
}): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(options.payloadType, 1);
  header.writeUInt16BE(options.sequence & 0xffff, 2);
  header.writeUInt32BE(options.timestamp >>> 0, 4);
  header.writeUInt32BE(options.ssrc, 8);
  return Buffer.concat([header, options.payload]);
}

/** Ends a worker as a crash would; throws where there is none, since process 0 would be the tests themselves. */
export function killWorker(worker: MediaWorker | undefined): void {
  if (worker === undefined) throw new Error('There is no media worker to kill.');
  process.kill(worker.pid, 'SIGKILL');
}

/** Waits until something holds; throws with its name where it does not within five seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it never happened: ${what}`);
}
