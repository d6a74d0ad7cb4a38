import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PhoneCall } from '@protocol';
import { Audit, type AuditEntry } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { HandMadeConnections, HandMadeRights, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import type { Locator } from '../people/Location';
import type { Databases } from '../persistence/database';
import type { SignedInCaller } from '../wire/Caller';
import { emptyDatabases, HandMadeFleet, places, vehicleOf } from './callsForTests';
import { PhoneCalls } from './PhoneCalls';
import { RING_LIMIT_MS } from './Switchboard';

describe('phone calls', () => {
  let databases: Databases;
  let remove: () => Promise<void>;
  let now = 0;
  let phones: PhoneCalls;
  let connections: HandMadeConnections;
  let rights: HandMadeRights;
  let desk: SignedInCaller;
  let otherDesk: SignedInCaller;
  let crew: SignedInCaller;
  let otherCrew: SignedInCaller;
  let failing: string | null = null;
  let locate: Locator = () => null;
  /** What the legs were told, in order. */
  const sound: string[] = [];
  const speaking = new Set<string>();
  const announcer = new KeptAnnouncer();
  const fleet = new HandMadeFleet();
  const clock = (): number => now;

  const start = async (): Promise<void> => {
    connections = new HandMadeConnections();
    rights = new HandMadeRights();
    const audit = new Audit(clock);
    phones = await PhoneCalls.create({
      ...{ database: databases.main, connections, rights, fleet, announcer, log: silentLog, clock },
      legs: {
        prepare: () => Promise.resolve(),
        open: (callId, side, { connectionId }) => Promise.resolve(void sound.push(`${side} ${connectionId} ${callId}`)),
        hear: (caller, callId, side) => Promise.reject(new Error(`${caller.connectionId} hears ${side} of ${callId}`)),
        end: (callId) => void sound.push(`end ${callId}`),
      },
      speakers: { isSpeaking: (connectionId) => speaking.has(connectionId) },
      access: {
        may: (session) => !session.name.startsWith('outsider'),
        places: () => places.all(),
        registerLocator: (_, locator) => (locate = locator),
      },
      audit: {
        write: (database, entry: AuditEntry) =>
          entry.action === failing ? Promise.reject(new Error('the disk is full')) : audit.write(database, entry),
      },
      feed: new Feed(databases.main, announcer, clock),
    });
    desk = connections.signIn('desk-1', null, '李红');
    otherDesk = connections.signIn('desk-2', null, '刘洋');
    crew = connections.signIn('crew-a', 'a', '张伟');
    otherCrew = connections.signIn('crew-b', 'b', '黄静');
  };
  const rows = () => databases.main.selectFrom('phoneCalls').selectAll().orderBy('startedAt').execute();
  const bursts = () => databases.main.selectFrom('bursts').selectAll().orderBy('groupId').execute();
  const audited = async (): Promise<string[]> =>
    (await databases.main.selectFrom('audit').select('action').orderBy('number').execute()).map(({ action }) => action);
  const told = (): PhoneCall[] => announcer.named('calls:changed');
  const states = (): string[] => told().map(({ state, endReason }) => endReason ?? state);
  const ended = async (reason: string): Promise<void> =>
    until(`it ended: ${reason}`, () => told().at(-1)?.endReason === reason);

  beforeAll(async () => {
    ({ databases, remove } = await emptyDatabases());
  }, 120_000);
  beforeEach(async () => {
    now = 1_000_000;
    failing = null;
    for (const table of ['phoneCalls', 'bursts'] as const) await databases.main.deleteFrom(table).execute();
    fleet.put(vehicleOf('a'), vehicleOf('b'));
    await start();
    sound.length = 0;
    announcer.said.length = 0;
    speaking.clear();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await phones.close();
  });
  afterAll(async () => {
    await remove();
  });

  it('are rung, answered and ended, each step stored with its audit row before it is told', async () => {
    const before = (await audited()).length;
    const { id, state } = await phones.ring(desk, 'a');
    expect(state).toBe('ringing');
    expect(sound).toEqual([]);
    await expect(phones.hear(desk, id)).rejects.toMatchObject({ code: 'conflict' });
    now += 3_000;
    const answered = await phones.answer(crew, id);
    expect(answered).toMatchObject({
      caller: { name: '李红', vehicleId: null },
      callee: { name: '张伟', vehicleId: 'a', accountId: crew.session.accountId },
      ...{ state: 'talking', answeredAt: now },
    });
    expect(sound).toEqual([`caller desk-1 ${id}`, `callee crew-a ${id}`]);
    now += 60_000;
    expect(await phones.hangUp(desk, id)).toMatchObject({ state: 'ended', endReason: 'hung-up', endedAt: now });
    expect(sound.at(-1)).toBe(`end ${id}`);
    expect((await audited()).slice(before)).toEqual(['calls.ring', 'calls.answer', 'calls.hangUp']);
    expect(states()).toEqual(['ringing', 'talking', 'hung-up']);
    const revisions = told().map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
    expect(await rows()).toMatchObject([{ id, endReason: 'hung-up', calleeName: '张伟', callerName: '李红' }]);
    expect(announcer.named('feed:added')).toMatchObject([
      { kind: 'phone-call', vehicleId: 'a', details: { plate: '鄂A·a', speaker: '李红', seconds: 60 } },
    ]);
    expect(rights.watched.size).toBe(0);
  });

  it('are found in the voice log by both legs', async () => {
    const { id } = await phones.ring(crew, 'a');
    await phones.answer(otherDesk, id);
    expect(await bursts()).toMatchObject([
      { groupId: `call:${id}:callee`, speakerName: '刘洋', vehicleId: null, groupName: '鄂A·a', endedAt: null },
      { groupId: `call:${id}:caller`, speakerName: '张伟', vehicleId: 'a', placeId: 'east', endedAt: null },
    ]);
    now += 5_000;
    await phones.hangUp(crew, id);
    expect((await bursts()).map(({ endedAt, endReason }) => [endedAt, endReason])).toEqual([
      [now, 'released'],
      [now, 'released'],
    ]);
  });

  it('of a vehicle ring at every desk, belong to the first that answers, and are refused to the others by name', async () => {
    const { id, callee } = await phones.ring(crew, 'a');
    expect(callee).toEqual({ name: '市指挥中心', vehicleId: null, accountId: null });
    expect(phones.list(desk)).toMatchObject([{ id }]);
    expect((await phones.refuse(desk, id)).state).toBe('ringing');
    const both = await Promise.allSettled([phones.answer(desk, id), phones.answer(otherDesk, id)]);
    expect(both[0]).toMatchObject({ status: 'fulfilled' });
    expect(both[1]).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
    for (const refused of [phones.hangUp(otherDesk, id), phones.hear(otherDesk, id)]) {
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(phones.hear(desk, id)).rejects.toThrow(`desk-1 hears caller of ${id}`);
    await expect(phones.hear(crew, id)).rejects.toThrow(`crew-a hears callee of ${id}`);
  });

  it('end when the vehicle or every desk refuses', async () => {
    const first = await phones.ring(desk, 'a');
    await expect(phones.refuse(otherDesk, first.id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await phones.refuse(crew, first.id)).toMatchObject({ state: 'ended', endReason: 'refused' });
    const second = await phones.ring(crew, 'a');
    await phones.refuse(desk, second.id);
    expect(await phones.refuse(otherDesk, second.id)).toMatchObject({ endReason: 'refused' });
    expect(announcer.named('feed:added').map(({ kind }) => kind)).toEqual(['phone-call-missed', 'phone-call-missed']);
  });

  it('end unanswered after 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { id } = await phones.ring(desk, 'a');
    vi.advanceTimersByTime(RING_LIMIT_MS);
    vi.useRealTimers();
    await ended('no-answer');
    await expect(phones.answer(crew, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows()).toMatchObject([{ id, state: 'ended', endReason: 'no-answer' }]);
  });

  it('say at once that the other is busy or cannot be reached', async () => {
    await phones.ring(desk, 'a');
    expect(await phones.ring(otherDesk, 'a')).toMatchObject({ state: 'ended', endReason: 'busy' });
    speaking.add('crew-b');
    expect(await phones.ring(otherDesk, 'b')).toMatchObject({ endReason: 'busy' });
    speaking.clear();
    connections.close('crew-b');
    expect(await phones.ring(otherDesk, 'b')).toMatchObject({ endReason: 'not-reachable' });
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['ended', 'ended', 'ended', 'ringing']);
  });

  it('are refused to who is in one, speaks, is no desk, or rings without end', async () => {
    const { id } = await phones.ring(desk, 'a');
    await expect(phones.ring(desk, 'b')).rejects.toMatchObject({ code: 'conflict' });
    await expect(phones.ring(crew, 'a')).rejects.toMatchObject({ code: 'conflict' });
    await expect(phones.answer(otherCrew, id)).rejects.toMatchObject({ code: 'forbidden' });
    speaking.add('crew-a');
    await expect(phones.answer(crew, id)).rejects.toMatchObject({ code: 'conflict' });
    speaking.add('desk-2');
    await expect(phones.ring(otherDesk, 'b')).rejects.toMatchObject({ code: 'conflict' });
    const outsider = connections.signIn('desk-9', null, 'outsider');
    await expect(phones.ring(outsider, 'b')).rejects.toMatchObject({ code: 'forbidden' });
    for (const step of ['answer', 'refuse', 'hangUp', 'hear'] as const) {
      await expect(phones[step](crew, 'no such call')).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(phones.ring(desk, 'nobody')).rejects.toMatchObject({ code: 'not-found' });
    await phones.hangUp(desk, id);
    for (const step of ['answer', 'refuse', 'hangUp', 'hear'] as const) {
      await expect(phones[step](crew, id)).rejects.toMatchObject({ code: 'conflict' });
    }
    connections.close('crew-b');
    const flood = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await phones.ring(desk, 'b');
    };
    await expect(flood()).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('end with the line of a party, and with its right', async () => {
    const first = await phones.ring(desk, 'a');
    await phones.answer(crew, first.id);
    connections.close('crew-a');
    rights.lose('crew-a', 'voice.speak');
    await ended('connection-lost');
    expect((await bursts()).map(({ endReason }) => endReason)).toEqual(['connection-lost', 'connection-lost']);

    const second = await phones.ring(desk, 'b');
    await phones.answer(otherCrew, second.id);
    rights.lose('desk-1', 'voice.speak');
    await ended('no-permission');
    expect(sound.filter((line) => line.startsWith('end'))).toEqual([`end ${first.id}`, `end ${second.id}`]);

    await phones.ring(desk, 'b');
    connections.close('crew-b');
    await until('the last of the three is told', () => states().at(-1) === 'connection-lost');
  });

  it('let nothing out where the answer cannot be stored, and are over', async () => {
    const { id } = await phones.ring(desk, 'a');
    failing = 'calls.answer';
    await expect(phones.answer(crew, id)).rejects.toThrow('the disk is full');
    expect(sound).toEqual([`end ${id}`]);
    await ended('connection-lost');
    failing = 'calls.ring';
    await expect(phones.ring(desk, 'a')).rejects.toThrow('the disk is full');
    failing = null;
    await expect(phones.ring(desk, 'a')).resolves.toMatchObject({ state: 'ringing' });
  });

  it('that a stop or a dead server left are ended and found so after the restart', async () => {
    const first = await phones.ring(desk, 'a');
    await phones.answer(crew, first.id);
    await phones.close();
    expect(states().at(-1)).toBe('server-restarted');
    const left = await phones.ring(otherDesk, 'b');
    now += 10_000;
    const dead = phones;
    await start();
    expect(await rows()).toMatchObject([
      { id: first.id, endReason: 'server-restarted' },
      { id: left.id, state: 'ended', endReason: 'server-restarted', endedAt: now },
    ]);
    expect(phones.list(desk)).toEqual([]);
    await dead.close();
  });

  it('are found by their vehicle, for those who may, also for a while after their end', async () => {
    const { id } = await phones.ring(desk, 'a');
    expect(locate(id, null)).toEqual({ placeId: 'east', vehicleIds: ['a'] });
    await phones.hangUp(desk, id);
    expect(locate(id, null)).not.toBeNull();
    now += 120_000;
    await phones.ring(desk, 'b');
    expect(locate(id, null)).toBeNull();
  });
});
