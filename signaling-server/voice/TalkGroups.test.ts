import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Place, RequestOutput } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
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
import { MediaHub } from '../media/MediaHub';
import { MediaWorkers } from '../media/MediaWorkers';
import { createPlainTap, type PlainTap } from '../media/PlainTap';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import type { BurstNews } from './BurstNews';
import { TalkGroups } from './TalkGroups';

const city: Place = { id: 'city', name: '市指挥中心', kind: 'city', parentId: null };
const vehicles = ['vehicle-1', 'vehicle-2'].map((id) => ({ id, plate: id, placeId: 'city' }));

/** A talker at the RTP door, whose packets carry their own number in their payload. */
class Talker {
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
      const payload = Buffer.alloc(60, this.#number);
      payload.write(this.caller.connectionId.padEnd(10), 0);
      const timestamp = this.#number * 960;
      this.socket.send(
        rtpPacket({ ssrc: this.ssrc, payloadType: 111, sequence: this.#number, timestamp, payload }),
        this.port,
      );
    }
  }
}

describe.skipIf(!hasWorker)('talk groups through a real media worker', () => {
  /** By how much the clock is ahead of the machine's. */
  let passedMs = 0;
  let folder: string;
  let databases: Databases;
  let media: MediaHub;
  let groups: TalkGroups;
  let recorder: TestSocket;
  let tap: PlainTap;
  const taps: Promise<PlainTap>[] = [];
  const sockets: TestSocket[] = [];
  const news: BurstNews[] = [];
  const announcer = new KeptAnnouncer();
  const connections = new HandMadeConnections();
  const rights = new HandMadeRights();

  const heard = (): Buffer[] => recorder.received.filter((packet) => packet.readUInt32BE(8) === tap.ssrc);
  const bursts = () => databases.main.selectFrom('bursts').selectAll().orderBy('startedAt').execute();
  const enter = async (connectionId: string, vehicleId: string, ssrc: number): Promise<Talker> => {
    const caller = connections.signIn(connectionId, vehicleId);
    const socket = await TestSocket.create();
    sockets.push(socket);
    const source = { ip: '127.0.0.1', port: socket.port };
    const { destination } = await groups.talkers.ingest(caller, { source, payloadType: 111, ssrc });
    return new Talker(caller, socket, destination.port, ssrc);
  };
  const ask = (caller: SignedInCaller, groupId: string) =>
    groups.requestFloor(caller, { groupId, preempt: false, orderId: null, attempt: null });
  const granted = (reply: RequestOutput<'voice:requestFloor'>): string => {
    if (reply.answer !== 'granted') throw new Error(`not granted: ${reply.answer}`);
    return reply.burstId;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'talk-groups-'));
    databases = await openEmptyDatabases(folder);
    const places = Places.of([city]);
    const access = {
      registerLocator: () => undefined,
      places: () => places.all(),
      may: () => true,
      placeWithin: (placeId: string, ancestorId: string) => places.within(placeId, ancestorId),
    };
    const clock = (): number => Date.now() + passedMs;
    const feed = new Feed(databases.main, announcer, clock);
    const listen = listenOn(20_500);
    media = MediaHub.create({
      workers: await MediaWorkers.create({ count: 2, listen, log: silentLog }),
      connections,
      access,
      rights,
      announcer,
      feed,
      log: silentLog,
    });
    groups = await TalkGroups.create({
      database: databases.main,
      media,
      access,
      connections,
      rights,
      fleet: { vehicles: () => vehicles, onChanged: () => () => undefined },
      announcer,
      audit: new Audit(clock),
      feed,
      burstJournalFile: join(folder, 'bursts.journal'),
      log: silentLog,
      clock,
    });
    recorder = await TestSocket.create();
    sockets.push(recorder);
    groups.onBurst((burst) => news.push(burst));
    groups.onGroupProducer(async ({ groupId, producer, router }) => {
      if (groupId !== 'place:city') return;
      const opening = createPlainTap({ producer, router, destination: { ip: '127.0.0.1', port: recorder.port } });
      taps.push(opening);
      await (await opening).resume();
    });
  }, 120_000);
  afterEach(() => {
    recorder.received.length = 0;
    announcer.said.length = 0;
    news.length = 0;
  });
  afterAll(async () => {
    await groups.close();
    media.close();
    await databases.close();
    sockets.forEach((socket) => socket.close());
    await rm(folder, { recursive: true, force: true });
  });

  it('lets through who has the floor and nobody else, as one stream without holes, recorded from the first packet', async () => {
    const [first, second] = [await enter('crew-1', 'vehicle-1', 11), await enter('crew-2', 'vehicle-2', 22)];
    const droppedBefore = groups.talkers.droppedPackets;
    first.speak(3);
    await until('what is said without the floor is dropped', () => groups.talkers.droppedPackets >= droppedBefore + 3);

    const firstBurst = granted(await ask(first.caller, 'place:city'));
    tap = await (taps[0] ?? Promise.reject(new Error('no tap')));
    expect(await ask(second.caller, 'place:city')).toEqual({
      answer: 'queued',
      position: 1,
      size: 1,
    });
    first.speak(5);
    second.speak(5);
    await until('the first is heard', () => heard().length === 5);
    await groups.releaseFloor(first.caller, 'place:city', firstBurst);

    // Granted from the queue, he is heard from his press on, and not before.
    const [told] = announcer.named('voice:floor').filter(({ floor }) => floor.message === 'granted');
    const secondBurst = told?.floor.message === 'granted' ? told.floor.burstId : '';
    second.speak(3);
    await until('what he says before he presses is dropped', () => groups.talkers.droppedPackets >= droppedBefore + 11);
    groups.takeFloor(second.caller, 'place:city', secondBurst);
    second.speak(4);
    await until('the second is heard', () => heard().length >= 9);
    await groups.releaseFloor(second.caller, 'place:city', secondBurst);

    const speakers = heard().map((packet) => (packet.subarray(12).toString('latin1').includes('crew-1') ? 1 : 2));
    expect(speakers).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2]);
    const sequences = heard().map((packet) => packet.readUInt16BE(2));
    expect(sequences.map((sequence, index) => (sequence - (sequences[0] ?? 0) - index) & 0xffff)).toEqual(
      Array(9).fill(0),
    );
    expect(heard().map((packet) => packet.readUInt8(1) >> 7)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0]);

    expect(news.map(({ burstId, phase }) => [burstId, phase])).toEqual([
      [firstBurst, 'began'],
      [firstBurst, 'ended'],
      [secondBurst, 'began'],
      [secondBurst, 'ended'],
    ]);
    expect(await bursts()).toMatchObject([
      { id: firstBurst, speakerName: 'crew-1', vehicleId: 'vehicle-1', endReason: 'released' },
      { id: secondBurst, speakerName: 'crew-2', vehicleId: 'vehicle-2', endReason: 'released' },
    ]);
    const audited = await databases.main.selectFrom('audit').select(['action', 'subjectId']).execute();
    expect(audited.map(({ action }) => action).sort()).toEqual([
      'voice.endOfSpeech',
      'voice.endOfSpeech',
      'voice.speak',
      'voice.speak',
    ]);
    expect(new Set(audited.map(({ subjectId }) => subjectId))).toEqual(new Set(['place:city']));
    const changes = announcer.named('voice:changed');
    expect(
      changes.map(({ group, ended }) => [group.speaker?.name ?? null, group.queue.length, ended?.reason ?? null]),
    ).toEqual([
      ['crew-1', 0, null],
      ['crew-1', 1, null],
      ['crew-2', 0, 'released'],
      ['crew-2', 0, null],
      [null, 0, 'released'],
    ]);
    const revisions = changes.map(({ group }) => group.revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
    expect(announcer.named('feed:added').filter(({ kind }) => kind === 'burst')).toHaveLength(2);
  });

  it('ends a burst with the connection of its speaker, and with his right to speak', async () => {
    const leaving = await enter('crew-3', 'vehicle-1', 33);
    granted(await ask(leaving.caller, 'vehicle:vehicle-1'));
    connections.close('crew-3');
    rights.lose('crew-3', 'voice.speak');
    const demoted = await enter('crew-4', 'vehicle-1', 44);
    granted(await ask(demoted.caller, 'vehicle:vehicle-1'));
    rights.lose('crew-4', 'voice.speak');
    await until('both ends are written', () => announcer.named('feed:added').length === 2);
    const changes = announcer.named('voice:changed');
    expect(changes.flatMap(({ ended }) => ended?.reason ?? [])).toEqual(['connection-lost', 'no-permission']);
  });

  it('denies one whose talk sound does not arrive, and refuses the release of a burst that is not his', async () => {
    const silent = connections.signIn('crew-5', 'vehicle-1');
    expect(await ask(silent, 'place:city')).toEqual({
      answer: 'denied',
      cause: 'retry-later',
      speakerName: null,
    });
    await expect(groups.releaseFloor(silent, 'place:city', 'burst')).rejects.toMatchObject({ code: 'conflict' });
    await expect(ask(silent, 'place:nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses to join a group twice, until the first answer must have been lost: then there is one track of it', async () => {
    const desk = connections.signIn('desk-twice', null);
    await expect(groups.join(desk, 'place:city')).rejects.toMatchObject({ code: 'conflict' });
    const client = media.clients.of(desk);
    client.introduce((await media.workers.leastLoaded()).router.rtpCapabilities);
    const first = await groups.join(desk, 'place:city');
    const again = [groups.join(desk, 'place:city'), groups.join(desk, 'place:city')];
    for (const one of again) await expect(one).rejects.toMatchObject({ code: 'conflict' });
    expect(client.owns(first.consumerId)).toBe(true);
    passedMs = 10_000;
    const second = await groups.join(desk, 'place:city');
    passedMs = 0;
    expect([first, second].map(({ consumerId }) => client.owns(consumerId))).toEqual([false, true]);
    client.closeMedia(second.consumerId);
    const third = await groups.join(desk, 'place:city');
    expect(client.owns(third.consumerId)).toBe(true);
    expect(groups.listenersOf('place:city').map(({ connectionId }) => connectionId)).toEqual(['desk-twice']);
    await expect(groups.join(desk, 'place:nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a flood of floor requests of one line, and disturbs nobody else by it', async () => {
    const talker = await enter('crew-6', 'vehicle-1', 66);
    const flooding = await enter('crew-7', 'vehicle-2', 77);
    const burstId = granted(await ask(talker.caller, 'place:city'));
    const presses = Array.from({ length: 40 }, () => ask(flooding.caller, 'place:city'));
    const refused = (await Promise.allSettled(presses)).filter(({ status }) => status === 'rejected');
    // The first one waits, the next ones are one too many, and the rest is not even looked at.
    expect(refused[0]).toMatchObject({ reason: { code: 'conflict' } });
    expect(refused.at(-1)).toMatchObject({ reason: { code: 'rate-limited' } });
    expect(groups.group('place:city')).toMatchObject({ speaker: { burstId }, queue: [{ name: 'crew-7' }] });
    groups.cancelRequest(flooding.caller, 'place:city');
    await groups.releaseFloor(talker.caller, 'place:city', burstId);
    expect(() => groups.cancelRequest(flooding.caller, 'place:city')).toThrow('no request is queued');
  });

  it('revokes a talker who is no longer in the group, and closes a group while one speaks', async () => {
    const { caller } = await enter('crew-8', 'vehicle-1', 88);
    const rest = { name: '临时组', kind: 'ad-hoc', placeId: 'city', area: null, openedBy: null } as const;
    groups.openGroup({ id: 'moment', ...rest, vehicleIds: ['vehicle-1', 'vehicle-2'] });
    granted(await ask(caller, 'moment'));
    groups.redefineGroup('moment', { vehicleIds: ['vehicle-2'] });
    expect(groups.group('moment')).toMatchObject({ speaker: null, vehicleIds: ['vehicle-2'] });
    expect(announcer.said).toContainEqual({ to: 'crew-8', name: 'voice:groupClosed', payload: { groupId: 'moment' } });
    groups.redefineGroup('moment', { vehicleIds: ['vehicle-1'] });
    granted(await ask(caller, 'moment'));
    await groups.closeGroup('moment');
    expect(groups.group('moment')).toBeNull();
    const reasons = announcer
      .named('voice:changed')
      .flatMap(({ group, ended }) => (group.id === 'moment' ? (ended?.reason ?? []) : []));
    expect(reasons).toEqual(['no-permission', 'call-closed']);
    await expect(ask(caller, 'moment')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps changed timers and limits with their audit row', async () => {
    const caller = connections.signIn('desk', null);
    const changed = await groups.configure(caller, { groupId: 'place:city', settings: { talkLimitMs: 60_000 } });
    expect(changed.settings).toMatchObject({ talkLimitMs: 60_000, queueLength: 10 });
    const kept = await databases.main.selectFrom('floorSettings').select(['groupId', 'settings']).execute();
    expect(kept).toMatchObject([{ groupId: 'place:city', settings: { talkLimitMs: 60_000 } }]);
    const audited = await databases.main
      .selectFrom('audit')
      .select('action')
      .where('action', '=', 'voice:configure')
      .execute();
    expect(audited).toHaveLength(1);
  });

  it('offers another track for recording when a media worker dies', async () => {
    const before = groups.groupProducers().get('place:city');
    const victim = media.workers.all().find(({ router }) => router === before?.router);
    killWorker(victim);
    await until('another track is offered', () => {
      const now = groups.groupProducers().get('place:city');
      return now !== undefined && now !== before && !now.producer.closed;
    });
    await until('the feed says so', () => announcer.named('feed:added').length > 0);
    expect(announcer.named('feed:added')).toMatchObject([{ kind: 'media-worker-died' }]);
  });
});
