import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BurstHearing, TalkGroup } from '@protocol';
import { HandMadeConnections, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { SegmentsTable, type SegmentRow } from '../recording/SegmentsTable';
import type { BurstNews } from '../voice/BurstNews';
import { BurstsTable } from '../voice/BurstsTable';
import type { GroupListener } from '../voice/GroupListeners';
import type { SignedInCaller } from '../wire/Caller';
import { VoiceLog, type SettledBurst } from './VoiceLog';

/** The first run on a machine makes the empty cluster that the later ones copy. */
const DATABASE_LIMIT_MS = 120_000;

const GROUP = 'place:city';
const car = (id: string, online: boolean) => ({ id, plate: `鄂A·${id}`, onDuty: true, online });
const cars = new Map([car('car-1', true), car('car-2', true), car('car-3', false)].map((one) => [one.id, one]));

/** A group that a test speaks in by hand, and what was forwarded to each who listens to it. */
class HandMadeGroups {
  #tell: (news: BurstNews) => void = () => undefined;
  readonly listening = new Map<string, { caller: SignedInCaller; packets: number; lost: number }>();

  onBurst(listener: (news: BurstNews) => void): void {
    this.#tell = listener;
  }

  readonly talkers = { roundTripOf: () => 30 };

  group(groupId: string): TalkGroup | null {
    if (groupId !== GROUP) return null;
    // The voice log asks nothing else of a group.
    return { id: GROUP, placeId: 'city', vehicleIds: [...cars.keys()] } as unknown as TalkGroup;
  }

  listenersOf(): GroupListener[] {
    return [...this.listening].map(([connectionId, { caller }]) => ({
      connectionId,
      caller,
      forwarded: () => {
        const count = this.listening.get(connectionId);
        return Promise.resolve(count ? { packets: count.packets, lost: count.lost, roundTripMs: 20 } : null);
      },
    }));
  }

  forward(packets: number): void {
    this.listening.forEach((count) => (count.packets += packets));
  }

  tell(news: BurstNews): void {
    this.#tell(news);
  }
}

describe('the voice log', () => {
  let folder: string;
  let databases: Databases;
  let groups: HandMadeGroups;
  let announcer: KeptAnnouncer;
  let voiceLog: VoiceLog;
  let settled: SettledBurst[];
  let bursts = 0;
  const connections = new HandMadeConnections();
  const speaker = connections.signIn('line-1', 'car-1');
  const crew = connections.signIn('line-2', 'car-2');
  const away = connections.signIn('line-3', 'car-3');
  const desk = connections.signIn('desk-1', null, '值班席');
  const report = { concealedMs: 0, bufferMs: 60, late: false, unheard: null };

  const open = (settleAfterMs = 0): VoiceLog =>
    VoiceLog.create({
      ...{ database: databases.main, groups, announcer, log: silentLog, clock: Date.now, settleAfterMs },
      fleet: {
        vehicle: (vehicleId) =>
          (cars.get(vehicleId) ?? null) as ReturnType<Parameters<typeof VoiceLog.create>[0]['fleet']['vehicle']>,
      },
    });
  const speak = async (): Promise<BurstNews> => {
    bursts += 1;
    const startedAt = Date.now() - 3_000 + bursts;
    const { id: sessionId, accountId, name } = speaker.session;
    const news: BurstNews = {
      ...{ phase: 'began', burstId: `burst-${bursts}`, groupId: GROUP, groupName: '市', placeId: 'city' },
      ...{ vehicleId: 'car-1', speaker: { sessionId, accountId, name, priority: 5 }, connectionId: 'line-1' },
      ...{ startedAt, endedAt: null, reason: null, emergency: false, orderId: 'order-1', alarmId: 'alarm-1' },
      floorEvents: [],
    };
    await new BurstsTable(databases.main).begin(
      {
        ...{ id: news.burstId, groupId: GROUP, groupName: '市', placeId: 'city', speakerName: name, accountId },
        ...{ vehicleId: 'car-1', startedAt, priority: 5, emergency: false, orderId: 'order-1', alarmId: 'alarm-1' },
      },
      { longitude: 114.3, latitude: 30.6, at: startedAt },
    );
    groups.tell(news);
    return news;
  };
  const end = async (began: BurstNews): Promise<void> => {
    const endedAt = Date.now();
    const floorEvents = [{ at: began.startedAt, message: 'granted', name: 'line-1' }];
    await new BurstsTable(databases.main).end(began.burstId, { endedAt, reason: 'released', floorEvents });
    groups.tell({ ...began, phase: 'ended', endedAt, reason: 'released', floorEvents });
  };
  const record = async (burstId: string): Promise<void> => {
    const row: SegmentRow = {
      ...{ id: `segment of ${burstId}`, vehicleId: 'car-1', placeId: 'city', track: 'talk', cameraView: null },
      ...{ groupId: GROUP, burstId, source: 'live', path: `${burstId}.mp4`, mimeType: 'audio/mp4', startedAt: 1 },
      ...{ endedAt: 2, state: 'closed', bytes: 900, initBytes: 600, keyOffset: null, keyBytes: null, keyAt: null },
      ...{ damages: [], capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
    };
    await new SegmentsTable(databases.main).put([row]);
  };
  /** The order and the alarm that the bursts belong to. */
  const putMatters = async (): Promise<void> => {
    const json = JSON.stringify({});
    const by = { senderId: 'desk', senderName: 'desk', ownerId: 'desk', ownerName: 'desk' };
    await databases.main
      .insertInto('orders')
      .values({
        ...{ id: 'order-1', number: 12, clientKey: 'key', ...by, content: json, version: 1, earlier: '[]' },
        ...{ groupId: null, sentAt: 1, expiresAt: 2, revision: 1 },
      })
      .execute();
    await databases.main
      .insertInto('alarms')
      .values({
        ...{ id: 'alarm-1', number: 7, clientKey: null, kind: 'sos', placeId: 'city', vehicleId: 'car-1' },
        ...{ cameraId: null, raisedAt: 1, isOpen: true, course: json, ownerName: null, details: json },
        ...{ position: 'null', history: '[]', revision: 1 },
      })
      .execute();
  };
  const heard = (): BurstHearing[] => announcer.named('voiceLog:heard');
  const isSettled = (burstId: string) =>
    until(`${burstId} is settled`, () => settled.some(({ news }) => news.burstId === burstId));
  const facts = (hearing: BurstHearing | undefined): unknown =>
    hearing?.receivers.map(({ receiverId, forwarded, played, reason }) => [
      receiverId,
      forwarded?.packets ?? null,
      played?.playedMs ?? null,
      reason,
    ]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voice-log-'));
    databases = await openEmptyDatabases(folder);
  }, DATABASE_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    groups = new HandMadeGroups();
    announcer = new KeptAnnouncer();
    settled = [];
    for (const caller of [speaker, crew, desk]) {
      groups.listening.set(caller.connectionId, { caller, packets: 1_000, lost: 0 });
    }
    voiceLog = open();
    voiceLog.onSettled((burst) => settled.push(burst));
  });
  afterEach(async () => {
    await voiceLog.close();
  });

  it('tells the speaker and the listening desks who heard him, from both facts, and why the rest did not', async () => {
    const burst = await speak();
    await voiceLog.report(crew, { ...report, burstId: burst.burstId, playedMs: 2_500, firstSoundAt: Date.now() });
    await until('the first report is told', () => heard().length > 0);
    expect(facts(heard()[0])).toEqual([
      ['car-2', null, 2_500, null],
      ['car-3', null, null, null],
      ['account-desk-1', null, null, null],
    ]);
    groups.forward(150);
    await end(burst);
    await isSettled(burst.burstId);
    expect(facts(heard().at(-1))).toEqual([
      ['car-2', 150, 2_500, null],
      ['car-3', null, null, 'offline'],
      ['account-desk-1', 150, null, 'not-reported'],
    ]);
    expect(new Set(announcer.said.map(({ to }) => to))).toEqual(new Set(['line-1', 'desk-1']));
    expect(settled[0]?.sounds).toMatchObject([{ receiverId: 'car-2', bufferMs: 60 }]);
    expect(settled[0]?.roundTrips.speakerMs).toBe(20);
  });

  it('believes the talker his own way to the server where he hears nothing of the group himself', async () => {
    groups.listening.delete('line-1');
    const burst = await speak();
    await end(burst);
    await isSettled(burst.burstId);
    expect(settled.at(-1)?.roundTrips.speakerMs).toBe(30);
  });

  it('refuses the report of one whom the burst was not for, and forgets nothing for it', async () => {
    const burst = await speak();
    const stranger = connections.signIn('line-9', 'car-9');
    const given = { ...report, burstId: burst.burstId, playedMs: 100, firstSoundAt: null };
    await expect(voiceLog.report(stranger, given)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(voiceLog.report(speaker, given)).rejects.toMatchObject({ code: 'forbidden' });
    const unknown = { ...given, burstId: 'never-spoken' };
    await expect(voiceLog.report(crew, unknown)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(voiceLog.report(crew, { ...given, playedMs: 3_000_000 })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('keeps a burst that was missed as a voice message until it is reported as played, over a restart too', async () => {
    const [missed, unrecorded] = [await speak(), await speak()];
    await record(missed.burstId);
    await end(missed);
    await end(unrecorded);
    await isSettled(unrecorded.burstId);
    await voiceLog.close();
    voiceLog = open();
    const messages = async (): Promise<string[]> =>
      (await voiceLog.missed('car-3'))
        .map(({ id }) => id)
        .filter((id) => [missed, unrecorded].some((one) => one.burstId === id));
    expect(await messages()).toEqual([missed.burstId]);
    await voiceLog.report(away, {
      ...{ ...report, burstId: missed.burstId, playedMs: 2_900, firstSoundAt: null, late: true },
    });
    expect(await messages()).toEqual([]);
  });

  it('is no voice message to one who had muted the group, nor while it is still being heard', async () => {
    await voiceLog.close();
    voiceLog = open(600_000);
    const running = await speak();
    await record(running.burstId);
    await end(running);
    const ids = async (): Promise<string[]> => (await voiceLog.missed('car-2')).map(({ id }) => id);
    expect(await ids()).not.toContain(running.burstId);
    await voiceLog.report(crew, {
      ...{ ...report, burstId: running.burstId, playedMs: 0, firstSoundAt: null, unheard: 'muted' },
    });
    await voiceLog.close();
    voiceLog = open();
    expect(await ids()).not.toContain(running.burstId);
    expect((await voiceLog.missed('car-3')).map(({ id }) => id)).toContain(running.burstId);
  });

  it('lists bursts of the places asked for with everything that is known of them, by group and by speaker', async () => {
    const burst = await speak();
    await record(burst.burstId);
    await end(burst);
    await isSettled(burst.burstId);
    await putMatters();
    const all = { from: 0, to: Number.MAX_SAFE_INTEGER, groupId: null, speakerId: null, limit: 1 };
    expect(await voiceLog.list(all, ['city'])).toMatchObject([
      {
        ...{ id: burst.burstId, groupId: GROUP, groupName: '市', speakerName: 'line-1', vehicleId: 'car-1' },
        ...{ orderId: 'order-1', order: { number: 12 }, alarmId: 'alarm-1', alarm: { number: 7, kind: 'sos' } },
        ...{ priority: 5, emergency: false, endReason: 'released' },
        position: { longitude: 114.3, latitude: 30.6 },
        floorEvents: [{ message: 'granted' }],
        receivers: [{ receiverId: 'account-desk-1' }, { receiverId: 'car-2' }, { receiverId: 'car-3' }],
        segmentIds: [`segment of ${burst.burstId}`],
      },
    ]);
    const ids = async (filter: { groupId?: string; speakerId?: string }, place = 'city') =>
      (await voiceLog.list({ ...all, ...filter }, [place])).map(({ id }) => id);
    expect(await ids({ speakerId: 'car-1', groupId: GROUP })).toEqual([burst.burstId]);
    expect(await ids({ speakerId: 'account-line-1' })).toEqual([burst.burstId]);
    expect(await ids({ speakerId: 'car-2' })).toEqual([]);
    expect(await ids({ groupId: 'another' })).toEqual([]);
    expect(await ids({}, 'elsewhere')).toEqual([]);
    expect(await voiceLog.list(all, [])).toEqual([]);
  });

  it('says where a burst belongs while it runs and long after', async () => {
    const burst = await speak();
    const location = { placeId: 'city', vehicleIds: expect.arrayContaining(['car-1', 'car-2', 'car-3']) as unknown };
    expect(await voiceLog.locate(burst.burstId)).toEqual(location);
    await voiceLog.close();
    voiceLog = open();
    expect(await voiceLog.locate(burst.burstId)).toEqual(location);
    expect(await voiceLog.locate('never-spoken')).toBeNull();
  });
});
