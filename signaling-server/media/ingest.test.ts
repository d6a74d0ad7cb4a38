import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError, requests } from '@protocol';
import { asClientCapabilities } from './asClientTypes';
import { MediaClient } from './MediaClient';
import { MediaWorkers } from './MediaWorkers';
import { HandMadeRights, hasWorker, listenOn, rtpPacket, silentLog, TestSocket, until } from './mediaForTests';
import { createPlainTap } from './PlainTap';

const nobody = { consumerClosed: () => undefined, transportClosed: () => undefined };
/** One NAL unit of type 7 (SPS): what mediasoup takes for an H.264 key frame. */
const keyFrame = Buffer.from([0x67, 0x42, 0xe0, 0x1f, 0xda, 0x02, 0x80]);

describe.skipIf(!hasWorker)('the RTP door', () => {
  let workers: MediaWorkers;
  const sockets: TestSocket[] = [];
  const openSocket = async (): Promise<TestSocket> => {
    const socket = await TestSocket.create();
    sockets.push(socket);
    return socket;
  };
  const openClient = (): MediaClient =>
    new MediaClient('vehicle-1', { workers, rights: new HandMadeRights(), tell: nobody });

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(20_100), log: silentLog });
  });
  afterAll(() => {
    workers.close();
    sockets.forEach((socket) => socket.close());
  });

  it('takes packets from the announced port and drops those from any other, whoever is first', async () => {
    const [announced, foreign] = [await openSocket(), await openSocket()];
    const stream = { codec: 'H264', payloadType: 96, ssrc: 1234 } as const;
    const client = openClient();
    const { producer, destination } = await client.ingest(
      { ip: '127.0.0.1', port: announced.port },
      stream,
      () => undefined,
    );
    const packetCount = async (): Promise<number> => (await producer.getStats())[0]?.packetCount ?? 0;
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      foreign.send(
        rtpPacket({ ...stream, sequence, timestamp: sequence * 3_600, payload: keyFrame }),
        destination.port,
      );
    }
    announced.send(rtpPacket({ ...stream, sequence: 100, timestamp: 0, payload: keyFrame }), destination.port);
    await until('the announced packet is taken', async () => (await packetCount()) > 0);
    for (let sequence = 6; sequence <= 10; sequence += 1) {
      foreign.send(
        rtpPacket({ ...stream, sequence: 100 + sequence, timestamp: 3_600, payload: keyFrame }),
        destination.port,
      );
    }
    announced.send(rtpPacket({ ...stream, sequence: 101, timestamp: 3_600, payload: keyFrame }), destination.port);
    await until('the second announced packet is taken', async () => (await packetCount()) > 1);
    expect(await packetCount()).toBe(2);
    client.close();
  });

  it('hands the request for a key frame to the sender by RTCP, and its packets to a recorder', async () => {
    const [sender, recorder] = [await openSocket(), await openSocket()];
    const stream = { codec: 'H264', payloadType: 96, ssrc: 4321 } as const;
    const client = openClient();
    const { producer, worker, destination } = await client.ingest(
      { ip: '127.0.0.1', port: sender.port },
      stream,
      () => undefined,
    );
    sender.send(rtpPacket({ ...stream, sequence: 1, timestamp: 0, payload: keyFrame }), destination.port);
    const tap = await createPlainTap({
      producer,
      router: worker.router,
      destination: { ip: '127.0.0.1', port: recorder.port },
    });
    await tap.resume();
    await tap.requestKeyFrame();
    const isPictureLoss = (packet: Buffer): boolean =>
      packet.readUInt8(1) === 206 && (packet.readUInt8(0) & 0x1f) === 1;
    await until('a picture loss indication comes', () => sender.received.some(isPictureLoss));
    sender.send(rtpPacket({ ...stream, sequence: 2, timestamp: 3_600, payload: keyFrame }), destination.port);
    await until('the recorder has it', () => recorder.received.some((packet) => packet.readUInt32BE(8) === tap.ssrc));
    expect(tap).toMatchObject({ kind: 'video', codec: 'video/H264', clockRate: 90_000 });
    const closed = new Promise<void>((resolve) => tap.onClosed(resolve));
    client.close();
    await closed;
  });

  it('says where to send to by the address or the host name that the server announces', async () => {
    for (const [index, announcedAddress] of ['media.zhiqin.test', '192.0.2.7', '2001:db8::7'].entries()) {
      const announcing = await MediaWorkers.create({
        count: 1,
        listen: { ...listenOn(20_200 + index * 2), announcedAddress },
        log: silentLog,
      });
      const client = new MediaClient('vehicle-2', { workers: announcing, rights: new HandMadeRights(), tell: nobody });
      const stream = { codec: 'opus', payloadType: 97, ssrc: 99 } as const;
      const { producer, destination } = await client.ingest({ ip: '127.0.0.1', port: 9 }, stream, () => undefined);
      expect(destination.ip).toBe(announcedAddress);
      for (const name of ['video:ingest', 'voice:ingest'] as const) {
        const answer = { producerId: producer.id, destination };
        expect(requests[name].output.parse(answer)).toEqual(answer);
      }
      client.close();
      announcing.close();
    }
  });

  it.each([
    ['PCMA', 8],
    ['PCMU', 0],
  ] as const)('takes %s by its static payload type, for a recorder and for a browser', async (codec, payloadType) => {
    const [sender, recorder] = [await openSocket(), await openSocket()];
    const stream = { codec, payloadType, ssrc: 5_000 + payloadType };
    const client = openClient();
    const { producer, worker, destination } = await client.ingest(
      { ip: '127.0.0.1', port: sender.port },
      stream,
      () => undefined,
    );
    const tap = await createPlainTap({
      producer,
      router: worker.router,
      destination: { ip: '127.0.0.1', port: recorder.port },
    });
    expect(tap).toMatchObject({ kind: 'audio', codec: `audio/${codec}`, clockRate: 8_000 });
    await tap.resume();
    const payload = Buffer.alloc(160, 0xd5);
    let sequence = 0;
    await until('the recorder has it', () => {
      sequence += 1;
      sender.send(rtpPacket({ ...stream, sequence, timestamp: sequence * 160, payload }), destination.port);
      return recorder.received.some((packet) => packet.subarray(-payload.length).equals(payload));
    });

    const desk = openClient();
    desk.introduce(asClientCapabilities(worker.router.rtpCapabilities));
    const { rtpParameters } = await desk.consume(
      { producer, worker },
      { permission: 'video.listen', subjects: [{ kind: 'vehicle', id: 'vehicle-1' }] },
    );
    expect(rtpParameters.codecs).toMatchObject([{ mimeType: `audio/${codec}`, clockRate: 8_000, payloadType }]);
    desk.close();
    client.close();
  });

  it('takes a static payload type from the codec that it belongs to, and from no other', () => {
    const { input } = requests['video:ingest'];
    const source = { ip: '127.0.0.1', port: 9 };
    const isTaken = (codec: string, payloadType: number): boolean =>
      input.safeParse({ publication: { track: 'evidence-sound' }, source, codec, payloadType, ssrc: 1 }).success;
    expect([isTaken('PCMA', 8), isTaken('PCMU', 0), isTaken('PCMA', 100), isTaken('opus', 96)]).not.toContain(false);
    expect([isTaken('PCMA', 0), isTaken('PCMU', 8), isTaken('opus', 8), isTaken('H264', 0)]).not.toContain(true);
  });

  it('is the only way in for G.711: what a browser sends is Opus', async () => {
    const client = openClient();
    const transport = await client.openSend();
    const codecs = [{ mimeType: 'audio/PCMA', payloadType: 8, clockRate: 8_000, channels: 1 }];
    const refused = client.produce(transport.id, 'audio', { codecs, encodings: [{ ssrc: 77 }] }, () => undefined);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
    client.close();
    expect(workers.all().map(({ producers }) => producers)).toEqual([0]);
  });

  it('refuses what mediasoup cannot read as invalid input, and counts nothing for it', async () => {
    const client = openClient();
    const transport = await client.openSend();
    const refused = client.produce(transport.id, 'video', { codecs: [] }, () => undefined);
    await expect(refused).rejects.toThrow(RequestError);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
    client.close();
    expect(workers.all().map(({ producers, sendTransports }) => ({ producers, sendTransports }))).toEqual([
      { producers: 0, sendTransports: 0 },
    ]);
  });
});
