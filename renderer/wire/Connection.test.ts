import { PROTOCOL_VERSION, RequestError } from '@protocol';
import { describe, expect, it, vi } from 'vitest';
import { Connection, type Wire } from './Connection';

type Answer = (name: string, input: unknown) => unknown;

class FakeWire implements Wire {
  connected = false;
  active = true;
  auth: object = {};
  private readonly listeners = new Map<string, (...received: unknown[]) => void>();
  constructor(
    private readonly askAuth: (give: (auth: object) => void) => void,
    private readonly answer: Answer,
  ) {}
  lines = 0;
  connect(): void {
    this.askAuth((auth) => (this.auth = auth));
    this.connected = true;
    this.lines += 1;
    this.say('connect');
  }
  disconnect(): void {
    if (!this.connected) return;
    this.connected = false;
    this.say('disconnect', 'io client disconnect');
  }
  timeout(): { emitWithAck(name: string, input: unknown): Promise<unknown> } {
    return { emitWithAck: (name, input) => Promise.resolve().then(() => this.answer(name, input)) };
  }
  on(name: string, listener: (...received: unknown[]) => void): void {
    this.listeners.set(name, listener);
  }
  say(name: string, ...payload: unknown[]): void {
    this.listeners.get(name)?.(...payload);
  }
}

function connectionTo(answer: Answer): { connection: Connection; wire: FakeWire } {
  const made: FakeWire[] = [];
  const connection = new Connection((askAuth) => {
    const wire = new FakeWire(askAuth, answer);
    made.push(wire);
    return wire;
  });
  const [wire] = made;
  if (wire === undefined) throw new Error('no wire was made');
  return { connection, wire };
}

const time: Answer = () => ({ ok: true, output: { serverTime: 1 } });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('Connection', () => {
  it('says its version and token at the handshake', () => {
    const { connection, wire } = connectionTo(time);
    connection.open({ token: () => 'secret', resume: () => Promise.resolve(false) });
    expect(wire.auth).toEqual({ version: PROTOCOL_VERSION, token: 'secret' });
    connection.close();
  });

  it('tells those who wait to be ready only after the session stands, and again after every reconnect', async () => {
    const { connection, wire } = connectionTo(time);
    let ready = 0;
    let stands: (resumed: boolean) => void = () => undefined;
    connection.onReady(() => (ready += 1));
    connection.open({ token: () => 't', resume: () => new Promise((resolve) => (stands = resolve)) });
    await settle();
    expect(ready).toBe(0);
    stands(true);
    await settle();
    expect(ready).toBe(1);
    wire.connected = false;
    wire.say('disconnect', 'transport close');
    expect(connection.state.getState().phase).toBe('offline');
    wire.connect();
    stands(true);
    await settle();
    expect(ready).toBe(2);
    connection.close();
  });

  it('leaves the line of a session that is over, which the server is about to cut, and has a new one at once', async () => {
    const { connection, wire } = connectionTo(time);
    let token: string | null = 'secret';
    const phases: string[] = [];
    connection.open({ token: () => token, resume: () => Promise.resolve(token !== null) });
    await vi.waitFor(() => expect(connection.isReady).toBe(true));
    connection.state.subscribe(({ phase }, before) => phase !== before.phase && phases.push(phase));
    token = null;
    connection.signedOut();
    expect(wire.lines).toBe(2);
    expect(wire.auth).toEqual({ version: PROTOCOL_VERSION });
    // Those who hold media learn that the line they hold it by is gone.
    expect(phases).toEqual(['offline', 'online']);
    expect(connection.isReady).toBe(false);
    await expect(connection.request('session:time', {})).resolves.toEqual({ serverTime: 1 });
    connection.close();
  });

  it('opens no line for a session that ends while there is none', () => {
    const { connection, wire } = connectionTo(time);
    connection.open({ token: () => 'secret', resume: () => Promise.resolve(true) });
    wire.connected = false;
    wire.say('disconnect', 'transport close');
    connection.signedOut();
    expect(wire.lines).toBe(1);
    connection.close();
  });

  it('throws the refusal of the server with its code', async () => {
    const { connection, wire } = connectionTo(() => ({ ok: false, code: 'forbidden', message: 'no' }));
    wire.connected = true;
    await expect(connection.request('session:time', {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('does not believe an answer that is not what the contract says', async () => {
    const { connection, wire } = connectionTo(() => ({ ok: true, output: { serverTime: 'noon' } }));
    wire.connected = true;
    await expect(connection.request('session:time', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('answers timeout at once without a line, so that no request waits unseen', async () => {
    const { connection } = connectionTo(time);
    await expect(connection.request('session:time', {})).rejects.toBeInstanceOf(RequestError);
  });

  it('hands parsed events on and drops what is not what the contract says', async () => {
    const { connection, wire } = connectionTo(time);
    const heard: string[] = [];
    connection.on('session:ended', ({ reason }) => heard.push(reason));
    connection.open({ token: () => null, resume: () => Promise.resolve(false) });
    const original = console.error;
    console.error = () => undefined;
    wire.say('session:ended', { sessionId: 's', reason: 'because' });
    wire.say('session:ended', { sessionId: 's', reason: 'revoked' });
    await vi.waitFor(() => expect(heard).toEqual(['revoked']));
    console.error = original;
    connection.close();
  });

  it('tells what came before an answer before that answer, although what comes in a burst is told in one turn', async () => {
    const { connection, wire } = connectionTo(time);
    const heard: string[] = [];
    connection.on('session:ended', ({ reason }) => heard.push(reason));
    connection.open({ token: () => null, resume: () => Promise.resolve(false) });
    wire.connected = true;
    wire.say('session:ended', { sessionId: 's', reason: 'expired' });
    const answer = connection.request('session:time', {});
    wire.say('session:ended', { sessionId: 's', reason: 'revoked' });
    expect(heard).toEqual([]);
    await answer;
    expect(heard).toEqual(['expired', 'revoked']);
    connection.close();
  });

  it('says that it is outdated and stops trying', () => {
    const { connection, wire } = connectionTo(time);
    connection.open({ token: () => null, resume: () => Promise.resolve(false) });
    wire.say('connect_error', Object.assign(new Error('no'), { data: { code: 'outdated' } }));
    expect(connection.state.getState().phase).toBe('outdated');
    expect(wire.connected).toBe(false);
    connection.close();
  });
});
