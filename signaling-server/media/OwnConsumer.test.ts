import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaClient } from './MediaClient';
import { MediaWorkers } from './MediaWorkers';
import { HandMadeRights, hasWorker, listenOn, silentLog, TestSocket } from './mediaForTests';
import { OwnConsumer } from './OwnConsumer';

const nobody = { consumerClosed: () => undefined, transportClosed: () => undefined };

describe.skipIf(!hasWorker)('what one connection is sent', () => {
  let workers: MediaWorkers;
  let socket: TestSocket;

  const openConsumer = async (before: Promise<unknown> = Promise.resolve()): Promise<OwnConsumer> => {
    const sender = new MediaClient('vehicle-1', { workers, rights: new HandMadeRights(), tell: nobody });
    const { producer, worker } = await sender.ingest(
      { ip: '127.0.0.1', port: socket.port },
      { codec: 'H264', payloadType: 96, ssrc: 4711 },
      () => undefined,
    );
    const transport = await worker.createWebRtcTransport();
    const { rtpCapabilities } = worker.router;
    return new OwnConsumer(await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true }), {
      before,
    });
  };

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(20_140), log: silentLog });
    socket = await TestSocket.create();
  });
  afterAll(() => {
    workers.close();
    socket.close();
  });

  it('is what was wanted last, however soon one wish follows the other', async () => {
    const own = await openConsumer();
    await own.resume();
    // Who leaves a picture and comes back in the same moment.
    await Promise.all([own.pause(), own.resume()]);
    expect(own.consumer.paused).toBe(false);
    await Promise.all([own.resume(), own.pause()]);
    expect(own.consumer.paused).toBe(true);
    await Promise.all([own.resume(), own.pause(), own.pause(), own.resume(), own.pause(), own.resume()]);
    expect(own.consumer.paused).toBe(false);
  });

  it('is nothing while the server holds it back, and what was wanted after that', async () => {
    const own = await openConsumer();
    await Promise.all([own.hold(true), own.resume()]);
    expect(own.consumer.paused).toBe(true);
    await Promise.all([own.hold(false), own.hold(true), own.hold(false)]);
    expect(own.consumer.paused).toBe(false);
  });

  it('is nothing where what had to be done before has failed', async () => {
    const failed = Promise.reject(new Error('no audit row'));
    failed.catch(() => undefined);
    const own = await openConsumer(failed);
    await expect(own.resume()).rejects.toThrow('no audit row');
    expect(own.consumer.paused).toBe(true);
  });
});
