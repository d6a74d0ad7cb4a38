import { beforeEach, describe, expect, it } from 'vitest';
import { defaultFloorSettings, type FloorMessage, type FloorSettings, type Role, type TalkGroup } from '@protocol';
import { silentLog } from '../media/mediaForTests';
import type { SignedInCaller } from '../wire/Caller';
import type { BurstNews } from './BurstNews';
import { FakeClock } from './FakeClock';
import { GroupCall } from './GroupCall';
import type { TalkSink } from './Talkers';
import type { GroupDefinition } from './talkGroupsOf';

const definition: GroupDefinition = {
  ...{ id: 'group', name: '一中队', kind: 'team', placeId: 'team', vehicleIds: ['crew', 'other', 'third'] },
  ...{ area: null, openedBy: null },
};
const ask = { preempt: false, orderId: null, attempt: null };

function caller(name: string, role: Role = 'crew'): SignedInCaller {
  const session = {
    ...{ id: `session ${name}`, accountId: `account ${name}`, name, grants: [{ role, placeId: 'team' }] },
    ...{ vehicleId: role === 'crew' ? name : null, deviceId: null, expiresAt: Number.MAX_SAFE_INTEGER },
  };
  return { connectionId: name, address: '', session };
}

/** A call with everything around it stood in for, on a clock of its own. */
class World {
  readonly clock = new FakeClock();
  readonly told: { to: string; message: FloorMessage }[] = [];
  readonly announced: { group: TalkGroup; reason: string | null }[] = [];
  readonly news: BurstNews[] = [];
  readonly forwarded: string[] = [];
  readonly written: string[] = [];
  readonly sinks = new Map<string, TalkSink>();
  settings: FloorSettings = defaultFloorSettings;
  failsToWrite = false;
  released = false;
  emergencyEnded = false;
  readonly call: GroupCall;

  constructor(options: { definition?: Partial<GroupDefinition>; lasting?: boolean } = {}) {
    this.call = new GroupCall(
      { ...definition, ...options.definition },
      {
        hidden: false,
        lasting: options.lasting ?? true,
        clock: this.clock,
        log: silentLog,
        settings: () => this.settings,
        openChannel: () =>
          Promise.resolve({
            beginBurst: () => undefined,
            forward: (packet) => {
              this.forwarded.push(packet.toString());
              return packet;
            },
          }),
        hasMedia: () => true,
        listenTo: (connectionId, _, sink) => {
          this.sinks.set(connectionId, sink);
          return () => void this.sinks.delete(connectionId);
        },
        onForwarded: () => undefined,
        holdListener: () => undefined,
        watchRight: () => () => undefined,
        subjectOf: (speech) => ({ orderId: speech.orderId ?? 'order of the crew', alarmId: speech.emergencyVehicleId }),
        record: {
          begin: (_, { id }) => {
            if (this.failsToWrite) return Promise.reject(new Error('no database'));
            this.written.push(`${id} began`);
            return Promise.resolve();
          },
          end: (_, { id }, __, reason) => {
            this.written.push(`${id} ${reason}`);
            return Promise.resolve();
          },
        },
        onBurst: (news) => this.news.push(news),
        announce: (group, ended) => this.announced.push({ group, reason: ended?.reason ?? null }),
        send: (to, message) => this.told.push({ to, message }),
        onReleased: () => (this.released = true),
        onEmergencyEnded: () => (this.emergencyEnded = true),
      },
    );
  }

  /** Asks, and answers the name of the burst; throws where the floor is not granted. */
  async granted(who: SignedInCaller): Promise<string> {
    const answer = await this.call.request(who, ask);
    if (answer.answer !== 'granted') throw new Error(answer.answer);
    return answer.burstId;
  }

  speak(connectionId: string, word: string): void {
    this.sinks.get(connectionId)?.(Buffer.from(word), this.clock.now());
  }

  toldTo(connectionId: string): FloorMessage[] {
    return this.told.filter(({ to }) => to === connectionId).map(({ message }) => message);
  }
}

describe('the call of a group', () => {
  const crew = caller('crew');
  const other = caller('other');
  const third = caller('third');
  const dispatcher = caller('dispatcher', 'dispatcher');
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it('says what words belong to: the order that was named, or what is known when they begin', async () => {
    await world.granted(crew);
    expect(world.news[0]).toMatchObject({ orderId: 'order of the crew', alarmId: null });
    await world.call.release('crew', world.news[0]?.burstId ?? '');
    world.call.setEmergency({
      sessionId: 'session crew',
      name: 'crew',
      vehicleId: 'crew',
      since: 0,
      lasts: () => false,
    });
    await world.call.request(crew, { ...ask, orderId: 'named' });
    expect(world.news.at(-1)).toMatchObject({ orderId: 'named', alarmId: 'crew' });
  });

  it('lets nobody touch the floor of another with a forged burst', async () => {
    const burstId = await world.granted(crew);
    expect(world.call.hold('other', burstId)).toBe(false);
    expect(world.call.take('other', burstId)).toBe(false);
    expect(await world.call.release('other', burstId)).toBe(false);
    expect(await world.call.release('crew', 'a burst of yesterday')).toBe(false);
    expect(world.call.cancel('other')).toBe(false);
    world.call.lose('other', 'connection-lost');
    world.speak('crew', 'still heard');
    expect(world.forwarded).toEqual(['still heard']);
    expect(world.call.group.speaker?.burstId).toBe(burstId);
  });

  it('refuses a release and a heartbeat without a grant', async () => {
    expect(await world.call.release('crew', 'none')).toBe(false);
    expect(world.call.hold('crew', 'none')).toBe(false);
    expect(world.announced).toEqual([]);
  });

  it('answers a request that is said again with its place, and refuses another one of who waits already', async () => {
    await world.granted(crew);
    const first = { ...ask, attempt: 7 };
    expect(await world.call.request(other, first)).toEqual({ answer: 'queued', position: 1, size: 1 });
    expect(await world.call.request(third, ask)).toEqual({ answer: 'queued', position: 2, size: 2 });
    expect(await world.call.request(other, first)).toEqual({ answer: 'queued', position: 1, size: 2 });
    for (const again of [ask, { ...ask, attempt: 8 }])
      await expect(world.call.request(other, again)).rejects.toMatchObject({ code: 'conflict' });
    await expect(world.call.request(third, ask)).rejects.toMatchObject({ code: 'conflict' });
    expect(world.call.group.queue.map(({ name }) => name)).toEqual(['other', 'third']);
  });

  it('answers the talker who asks twice with the grant that he has', async () => {
    const burstId = await world.granted(crew);
    expect(await world.granted(crew)).toBe(burstId);
    expect(world.news).toHaveLength(1);
  });

  it('refuses more priority than a role has, and nobody may claim an emergency', async () => {
    await expect(world.call.request(crew, { ...ask, priority: 9 })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(world.call.request(dispatcher, { ...ask, priority: 15 })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('interrupts a talker of lower priority only where it is asked to, and lets him finish his word', async () => {
    const burstId = await world.granted(crew);
    expect(await world.call.request(dispatcher, ask)).toMatchObject({ answer: 'queued' });
    expect(world.toldTo('crew')).toEqual([]);
    expect(await world.call.request(dispatcher, { ...ask, preempt: true })).toMatchObject({ answer: 'queued' });
    expect(world.toldTo('crew')).toEqual([{ message: 'revoke', burstId, reason: 'pre-empted', graceUntil: 3_000 }]);
    world.speak('crew', 'last word');
    expect(world.forwarded).toEqual(['last word']);
    world.clock.pass(3_000);
    const grant = world.toldTo('dispatcher').find(({ message }) => message === 'granted');
    expect(grant).toMatchObject({ confirmBy: 5_000 });
    expect(world.sinks.has('dispatcher')).toBe(false);
    expect(world.call.take('dispatcher', grant?.message === 'granted' ? grant.burstId : '')).toBe(true);
    world.speak('dispatcher', 'centre');
    expect(world.forwarded).toEqual(['last word', 'centre']);
  });

  it('does not let a crew interrupt the centre', async () => {
    await world.granted(dispatcher);
    expect(await world.call.request(crew, { ...ask, preempt: true })).toMatchObject({ answer: 'queued' });
    expect(world.toldTo('dispatcher')).toEqual([]);
  });

  it('gives an emergency the floor at once, without end by the talk limit, and ends it by its own hang time', async () => {
    await world.granted(dispatcher);
    world.call.setEmergency({
      sessionId: crew.session.id,
      name: 'crew',
      vehicleId: 'crew',
      since: 0,
      lasts: () => false,
    });
    expect(await world.call.request(crew, ask)).toMatchObject({ answer: 'granted', until: null });
    expect(world.toldTo('dispatcher')).toMatchObject([{ message: 'revoke', reason: 'pre-empted', graceUntil: 0 }]);
    expect(world.call.group).toMatchObject({ speaker: { priority: 15 }, emergency: { name: 'crew', since: 0 } });
    const burstId = world.call.group.speaker?.burstId ?? '';
    for (let second = 0; second < 120; second += 1) {
      world.speak('crew', 'help');
      world.call.hold('crew', burstId);
      world.clock.pass(1_000);
    }
    expect(world.call.group.speaker?.burstId).toBe(burstId);
    await world.call.release('crew', burstId);
    world.clock.pass(defaultFloorSettings.emergencyHangTimeMs);
    expect(world.emergencyEnded).toBe(true);
    expect(world.call.group.emergency).toBeNull();
    expect(world.released).toBe(false);
  });

  it('keeps an emergency through any silence while what it is for goes on, and no longer', async () => {
    let isOpen = true;
    world.call.setEmergency({
      sessionId: crew.session.id,
      name: 'crew',
      vehicleId: 'crew',
      since: 0,
      lasts: () => isOpen,
    });
    await world.call.release('crew', await world.granted(crew));
    world.clock.pass(12 * defaultFloorSettings.emergencyHangTimeMs);
    expect(world.emergencyEnded).toBe(false);
    await world.granted(other);
    expect(await world.call.request(crew, ask)).toMatchObject({ answer: 'granted', until: null });
    await world.call.release('crew', world.call.group.speaker?.burstId ?? '');
    isOpen = false;
    world.clock.pass(defaultFloorSettings.emergencyHangTimeMs - 1);
    expect(world.emergencyEnded).toBe(false);
    world.clock.pass(1);
    expect(world.emergencyEnded).toBe(true);
    expect(world.call.group.emergency).toBeNull();
  });

  it('warns five seconds before the talk limit, then revokes with its grace', async () => {
    const burstId = await world.granted(crew);
    for (let second = 0; second < 33; second += 1) {
      world.speak('crew', '.');
      world.call.hold('crew', burstId);
      world.clock.pass(1_000);
    }
    expect(world.toldTo('crew')).toEqual([
      { message: 'ends-soon', burstId, until: 30_000 },
      { message: 'revoke', burstId, reason: 'too-long', graceUntil: 33_000 },
      { message: 'revoke', burstId, reason: 'too-long', graceUntil: 33_000 },
    ]);
    expect(world.announced.at(-1)).toMatchObject({ reason: 'too-long', group: { speaker: null } });
  });

  it('takes the floor from a page that hangs and from a line that carries no media', async () => {
    await world.granted(crew);
    for (let second = 0; second < 4; second += 1) {
      world.speak('crew', '.');
      world.clock.pass(1_000);
    }
    expect(world.news.at(-1)).toMatchObject({ phase: 'ended', reason: 'no-heartbeat' });
    const burstId = await world.granted(other);
    for (let second = 0; second < 4; second += 1) {
      world.call.hold('other', burstId);
      world.clock.pass(1_000);
    }
    expect(world.news.at(-1)).toMatchObject({ phase: 'ended', reason: 'no-media' });
  });

  it('goes on to the next where the one who was queued has gone', async () => {
    const burstId = await world.granted(crew);
    await world.call.request(other, ask);
    await world.call.request(third, ask);
    await world.call.release('crew', burstId);
    world.clock.pass(2_999);
    expect(world.toldTo('other').filter(({ message }) => message === 'granted')).toHaveLength(3);
    expect(world.call.group.speaker?.name).toBe('other');
    world.clock.pass(1);
    expect(world.announced.at(-1)).toMatchObject({ reason: 'not-taken', group: { speaker: { name: 'third' } } });
    expect(world.news.map(({ phase }) => phase)).toEqual(['began', 'ended']);
  });

  it('closes a burst with its reason when the line is lost, and serves the next at once', async () => {
    await world.granted(crew);
    await world.call.request(other, ask);
    world.call.lose('crew', 'connection-lost');
    expect(world.announced.at(-1)).toMatchObject({ reason: 'connection-lost', group: { speaker: { name: 'other' } } });
    world.call.lose('other', 'connection-lost');
    expect(world.call.group).toMatchObject({ speaker: null, queue: [] });
  });

  it('lets only the opener of a broadcast speak', async () => {
    const openedBy = { accountId: dispatcher.session.accountId, name: 'dispatcher' };
    const broadcast = new World({ definition: { kind: 'broadcast', openedBy } });
    expect(await broadcast.call.request(crew, ask)).toMatchObject({ answer: 'denied', cause: 'receive-only' });
    expect(await broadcast.call.request(dispatcher, ask)).toMatchObject({ answer: 'granted' });
  });

  it('has no queue where none is wanted, and says when the queue is full', async () => {
    await world.granted(crew);
    world.settings = { ...defaultFloorSettings, queueLength: 0 };
    expect(await world.call.request(other, ask)).toEqual({
      ...{ answer: 'denied', cause: 'another-has-it', speakerName: 'crew' },
    });
    world.settings = { ...defaultFloorSettings, queueLength: 1 };
    await world.call.request(other, ask);
    expect(await world.call.request(third, ask)).toMatchObject({ answer: 'denied', cause: 'queue-full' });
  });

  it('is released when nobody has spoken for its hang time, where it was opened for the moment', async () => {
    const moment = new World({ lasting: false });
    moment.clock.pass(29_999);
    const burstId = await moment.granted(crew);
    await moment.call.release('crew', burstId);
    moment.clock.pass(29_999);
    expect(moment.released).toBe(false);
    moment.clock.pass(1);
    expect(moment.released).toBe(true);
    expect(await moment.call.request(crew, ask)).toMatchObject({ answer: 'denied', cause: 'retry-later' });
  });

  it('revokes whoever speaks and denies whoever waits when it is closed, and leaves no timer', async () => {
    const burstId = await world.granted(crew);
    await world.call.request(other, ask);
    await world.call.close('call-closed');
    expect(world.toldTo('other').at(-1)).toEqual({ message: 'deny', cause: 'retry-later' });
    expect(world.written).toEqual([`${burstId} began`, `${burstId} call-closed`]);
    expect(world.clock.running).toBe(0);
  });

  it('does not let a burst go on that cannot be put on record', async () => {
    world.failsToWrite = true;
    await world.granted(crew);
    await Promise.resolve();
    expect(world.news.at(-1)).toMatchObject({ phase: 'ended', reason: 'connection-lost' });
  });

  it('keeps what the floor did while one spoke with his burst', async () => {
    const burstId = await world.granted(crew);
    await world.call.request(other, ask);
    await world.call.release('crew', burstId);
    expect(world.news.at(-1)?.floorEvents.map(({ message, name }) => `${message}: ${name}`)).toEqual([
      'Floor Request: crew',
      'Floor Granted: crew',
      'Floor Request: other',
      'Floor Queue Position Info: other',
      'Floor Release: crew',
    ]);
  });
});
