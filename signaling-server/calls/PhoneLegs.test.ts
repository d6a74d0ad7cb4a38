import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaClients } from '../media/MediaClients';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  killWorker,
  listenOn,
  rtpPacket,
  silentLog,
  TestSocket,
  until,
} from '../media/mediaForTests';
import { MediaWorkers } from '../media/MediaWorkers';
import { createPlainTap, type PlainTap } from '../media/PlainTap';
import type { TalkNews } from '../recording/RecordingPlan';
import { Talkers } from '../voice/Talkers';
import type { SignedInCaller } from '../wire/Caller';
import { PhoneLegs, type Side } from './PhoneLegs';

/** A party at the RTP door, whose packets carry its name. */
class Party {
  #number = 0;

  constructor(
    readonly caller: SignedInCaller,
    private readonly socket: TestSocket,
    private readonly port: number,
    private readonly ssrc: number,
  ) {}

  speak(packets: number): void {
    for (let count = 0; count < packets; count += 1) {
      this.#number += 1;
      const payload = Buffer.alloc(60);
      payload.write(this.caller.connectionId, 0);
      const timestamp = this.#number * 960;
      const packet = { ssrc: this.ssrc, payloadType: 111, sequence: this.#number, timestamp, payload };
      this.socket.send(rtpPacket(packet), this.port);
    }
  }
}

describe.skipIf(!hasWorker)('the sound of phone calls, through a real media worker', () => {
  let workers: MediaWorkers;
  let clients: MediaClients;
  let talkers: Talkers;
  let legs: PhoneLegs;
  let recorder: TestSocket;
  const sockets: TestSocket[] = [];
  const taps = new Map<string, PlainTap>();
  const news: TalkNews[] = [];
  const speaking = new Set<string>();
  const connections = new HandMadeConnections();
  const announcer = new KeptAnnouncer();

  /** Whose words were recorded on a leg, packet by packet. */
  const recordedOn = (legId: string): string[] =>
    recorder.received
      .filter((packet) => packet.length > 20 && packet.readUInt32BE(8) === taps.get(legId)?.ssrc)
      .flatMap((packet) => /desk|crew|busy/.exec(packet.toString('latin1'))?.[0] ?? []);
  const enter = async (connectionId: string, ssrc: number): Promise<Party> => {
    const caller = connections.signIn(connectionId, null);
    const socket = await TestSocket.create();
    sockets.push(socket);
    const source = { ip: '127.0.0.1', port: socket.port };
    const { destination } = await talkers.ingest(caller, { source, payloadType: 111, ssrc });
    return new Party(caller, socket, destination.port, ssrc);
  };
  const open = (callId: string, side: Side, party: Party): Promise<void> =>
    legs.open(callId, side, {
      ...{ burstId: `${callId} ${side}`, connectionId: party.caller.connectionId, vehicleId: null },
    });

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 2, listen: listenOn(22_300), log: silentLog });
    clients = MediaClients.create({ workers, connections, rights: new HandMadeRights(), announcer });
    talkers = new Talkers({ clients, log: silentLog, clock: Date.now, waits: () => false, onMisuse: () => undefined });
    legs = PhoneLegs.create({
      ...{ media: { workers, clients }, talkers, log: silentLog },
      speakers: { isSpeaking: (connectionId) => speaking.has(connectionId) },
    });
    recorder = await TestSocket.create();
    sockets.push(recorder);
    legs.onBurst((told) => news.push(told));
    legs.onGroupProducer(async ({ groupId, producer, router }) => {
      const tap = await createPlainTap({ producer, router, destination: { ip: '127.0.0.1', port: recorder.port } });
      taps.set(groupId, tap);
      await tap.resume();
    });
  }, 60_000);
  afterAll(async () => {
    await legs.close();
    clients.close();
    workers.close();
    sockets.forEach((socket) => socket.close());
  });

  it('goes out on a track of its own for each party, from the answer to the end and no moment longer', async () => {
    const [desk, crew] = [await enter('desk', 31), await enter('crew', 32)];
    await legs.prepare('one', 'east');
    expect(legs.group('call:one:caller')).toMatchObject({ placeId: 'east' });
    expect([...legs.groupProducers().keys()].sort()).toEqual(['call:one:callee', 'call:one:caller']);
    const dropped = talkers.droppedPackets;
    desk.speak(4);
    crew.speak(4);
    await until('what is said while it rings is dropped', () => talkers.droppedPackets >= dropped + 8);
    expect(recordedOn('call:one:caller')).toEqual([]);

    await open('one', 'caller', desk);
    await open('one', 'callee', crew);
    desk.speak(5);
    crew.speak(3);
    await until('both are recorded', () => recordedOn('call:one:caller').length === 5);
    await until('both are recorded', () => recordedOn('call:one:callee').length === 3);
    expect(new Set(recordedOn('call:one:caller'))).toEqual(new Set(['desk']));
    expect(new Set(recordedOn('call:one:callee'))).toEqual(new Set(['crew']));

    legs.end('one');
    const after = talkers.droppedPackets;
    desk.speak(4);
    await until('what is said after the end is dropped', () => talkers.droppedPackets >= after + 4);
    expect(recordedOn('call:one:caller')).toHaveLength(5);
    expect(news.map(({ phase, groupId }) => `${phase} ${groupId}`)).toEqual([
      'began call:one:caller',
      'began call:one:callee',
      'ended call:one:caller',
      'ended call:one:callee',
    ]);
    expect(legs.group('call:one:caller')).toBeNull();
    await until('its tracks are gone', () => legs.groupProducers().size === 0);
  });

  it('is not heard in the call while its party speaks into a talk group', async () => {
    const party = await enter('busy', 33);
    await legs.prepare('two', 'east');
    await open('two', 'caller', party);
    let saidIntoGroup = 0;
    speaking.add('busy');
    talkers.open('busy', 'burst in a group', () => (saidIntoGroup += 1));
    party.speak(3);
    await until('the group hears it', () => saidIntoGroup === 3);
    speaking.delete('busy');
    talkers.shut('busy', 'burst in a group');
    party.speak(2);
    await until('the call hears it again', () => recordedOn('call:two:caller').length >= 2);
    expect(recordedOn('call:two:caller')).toHaveLength(2);
    legs.end('two');
  });

  it('is consumed by the other party, told when it ends, and refused once the call is over', async () => {
    const [caller, callee] = [await enter('left', 34), await enter('right', 35)];
    await legs.prepare('three', 'east');
    clients.of(callee.caller).introduce((await workers.leastLoaded()).router.rtpCapabilities);
    const consumption = await legs.hear(callee.caller, 'three', 'caller');
    expect(consumption.kind).toBe('audio');
    await open('three', 'caller', caller);
    legs.end('three');
    await until('the listener is told', () =>
      announcer
        .named('media:consumerClosed')
        .some(({ consumerId, reason }) => consumerId === consumption.consumerId && reason === 'producer-closed'),
    );
    await expect(legs.hear(callee.caller, 'three', 'caller')).rejects.toMatchObject({ code: 'conflict' });
    await open('three', 'caller', caller);
    expect(news.filter(({ groupId }) => groupId === 'call:three:caller')).toHaveLength(2);
  });

  it('has another track to record and to hear when a media worker dies', async () => {
    const party = await enter('lasting', 36);
    await legs.prepare('four', 'east');
    const before = legs.groupProducers().get('call:four:caller');
    const victim = workers.all().find(({ router }) => router === before?.router);
    killWorker(victim);
    await until('another track is offered', () => {
      const offered = legs.groupProducers().get('call:four:caller');
      return offered !== undefined && offered !== before && !offered.producer.closed;
    });
    const survives = party.caller;
    clients.of(survives).introduce((await workers.leastLoaded()).router.rtpCapabilities);
    expect((await legs.hear(survives, 'four', 'callee')).kind).toBe('audio');
    legs.end('four');
  });
});
