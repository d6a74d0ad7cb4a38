import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OLDEST_SERVED_VERSION, PROTOCOL_VERSION } from '@protocol';
import { ContractWorld } from './ContractWorld';

const WORLD_LIMIT_MS = 120_000;

describe('the socket server', () => {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await ContractWorld.create();
  }, WORLD_LIMIT_MS);
  afterAll(async () => {
    await world.close();
  });

  const refusalOf = async (
    auth: object,
    headers: Record<string, string> = {},
  ): Promise<{ message: string; data: unknown }> => {
    const socket = io(world.origin, {
      auth,
      extraHeaders: headers,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    const refusal = await new Promise<Error & { data?: unknown }>((resolve) => {
      socket.once('connect_error', resolve);
      socket.once('connect', () => resolve(new Error('was let in')));
    });
    socket.disconnect();
    return { message: refusal.message, data: refusal.data };
  };

  it('tells a client of another version which ones are served', async () => {
    const data = { code: 'outdated', version: PROTOCOL_VERSION, oldestServed: OLDEST_SERVED_VERSION };
    expect(await refusalOf({ version: PROTOCOL_VERSION + 1 })).toEqual({ message: 'outdated', data });
    expect(await refusalOf({})).toEqual({ message: 'outdated', data });
    expect(await refusalOf({ version: 'one' })).toEqual({ message: 'outdated', data });
  });

  it('serves its own version and the one before it, where there has been one', async () => {
    expect(OLDEST_SERVED_VERSION).toBe(Math.max(1, PROTOCOL_VERSION - 1));
    for (let version = OLDEST_SERVED_VERSION; version <= PROTOCOL_VERSION; version += 1) {
      expect(await refusalOf({ version })).toMatchObject({ message: 'was let in' });
    }
    expect(await refusalOf({ version: OLDEST_SERVED_VERSION - 1 })).toMatchObject({ message: 'outdated' });
  });

  it('refuses the page of another origin', async () => {
    const { message } = await refusalOf({ version: PROTOCOL_VERSION }, { origin: 'https://evil.example' });
    expect(message).not.toBe('was let in');
  });

  it('tells a page why its session ended and cuts its line, which leaves no right behind', async () => {
    const client = await world.person('dispatcher', 'city');
    const session = client.session!;
    const cut = client.lineLost();
    await world.sessions.end([session], 'revoked', null, 'session:revoke');
    expect(world.connections.callerOf(client.connectionId)?.session).toBeNull();
    expect(await cut).toBe('transport close');
    expect(client.told).toEqual([{ name: 'session:ended', payload: { sessionId: session.id, reason: 'revoked' } }]);
  });

  it('answers rate-limited to a client that asks without end, and to it alone', async () => {
    const [busy, other] = await Promise.all([world.stranger(), world.stranger()]);
    const replies = await Promise.all(Array.from({ length: 2_000 }, () => busy.request('session:time', {})));
    expect(replies.filter((reply) => !reply.ok && reply.code === 'rate-limited').length).toBeGreaterThan(0);
    expect(await other.request('session:time', {})).toMatchObject({ ok: true });
  });

  it('writes a refusal of a known session at once, and its repetitions as one row with their count', async () => {
    const client = await world.person('supervisor', 'west');
    for (let time = 0; time < 3; time += 1) await client.request('video:listen', { vehicleId: 'car-east' });
    await world.refusals.close();
    const rows = await world.databases.main
      .selectFrom('audit')
      .select(['action', 'outcome', 'count', 'subjectId', 'actorName'])
      .where('action', '=', 'video:listen')
      .orderBy('number')
      .execute();
    const refused = { action: 'video:listen', outcome: 'refused', subjectId: 'car-east', actorName: 'supervisor west' };
    expect(rows).toEqual([
      { ...refused, count: 1 },
      { ...refused, count: 2 },
    ]);
  });

  it(
    'tells every page that it stops before it closes their lines',
    async () => {
      const stopping = await ContractWorld.create();
      const client = await stopping.person('dispatcher', 'east');
      const cut = client.lineLost();
      await stopping.stopServing();
      expect(await cut).toBe('transport close');
      expect(client.told.at(-1)).toMatchObject({ name: 'session:ended', payload: { reason: 'server-stopping' } });
      await stopping.close();
    },
    WORLD_LIMIT_MS,
  );
});
