import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaClients } from './MediaClients';
import { MediaWorkers } from './MediaWorkers';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  killWorker,
  listenOn,
  silentLog,
  until,
} from './mediaForTests';

describe.skipIf(!hasWorker)('media workers', () => {
  let workers: MediaWorkers;
  const announcer = new KeptAnnouncer();
  const connections = new HandMadeConnections();
  let clients: MediaClients;

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 2, listen: listenOn(20_300), log: silentLog });
    clients = MediaClients.create({ workers, connections, rights: new HandMadeRights(), announcer });
  });
  afterAll(() => {
    clients.close();
    workers.close();
  });

  it('are shared out to senders before those have published', async () => {
    const callers = ['a', 'b', 'c', 'd'].map((name) => connections.signIn(name, name));
    for (const caller of callers) await clients.of(caller).openSend();
    expect(workers.all().map(({ sendTransports }) => sendTransports)).toEqual([2, 2]);
    callers.forEach(({ connectionId }) => connections.close(connectionId));
    expect(workers.all().map(({ sendTransports }) => sendTransports)).toEqual([0, 0]);
  });

  it('are replaced when they die, and their owners are told', async () => {
    const caller = connections.signIn('terminal', 'vehicle-1');
    const transport = await clients.of(caller).openSend();
    expect(clients.locate(transport.id, caller)).toEqual({ placeId: null, vehicleIds: ['vehicle-1'] });
    const victim = workers.all().find(({ sendTransports }) => sendTransports > 0);
    const died = new Promise((resolve) => workers.onDied(resolve));
    const ready = new Promise((resolve) => workers.onReady(resolve));
    killWorker(victim);
    expect(await died).toBe(victim);
    await until('its owner is told', () => announcer.named('media:transportClosed').length > 0);
    expect(announcer.said).toContainEqual({
      to: 'terminal',
      name: 'media:transportClosed',
      payload: { transportId: transport.id },
    });
    expect(clients.locate(transport.id, caller)).toBeNull();
    await ready;
    expect(workers.all()).toHaveLength(2);
    expect((await clients.of(caller).openSend()).closed).toBe(false);
  });

  it('hide the media of one connection from every other', async () => {
    const [owner, stranger] = [connections.signIn('owner', null), connections.signIn('stranger', null)];
    const { id } = await clients.of(owner).openSend();
    expect(clients.locate(id, stranger)).toBeNull();
    expect(clients.locate(id, null)).toBeNull();
  });
});
