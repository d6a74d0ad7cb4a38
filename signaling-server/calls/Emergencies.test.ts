import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultFloorSettings } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { HandMadeConnections, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDatabases, HandMadeGroups } from './callsForTests';
import { Emergencies, type EndedEmergency } from './Emergencies';

describe('emergency calls', () => {
  let databases: Databases;
  let remove: () => Promise<void>;
  let now = 0;
  let groups: HandMadeGroups;
  let emergencies: Emergencies;
  /** Vehicles that call for help. */
  const calling = new Set<string>();
  const connections = new HandMadeConnections();
  const announcer = new KeptAnnouncer();
  const crew = connections.signIn('crew-1', 'a', '张伟');
  const otherCrew = connections.signIn('crew-2', 'b', '黄静');
  const dispatcher = connections.signIn('desk-1', null, '李红');
  const onFoot = connections.signIn('crew-on-foot', null, '王芳');
  const clock = (): number => now;

  const start = async (): Promise<void> => {
    groups = new HandMadeGroups();
    const group = { name: '东区', placeId: 'east', vehicleIds: ['a', 'b'], area: null };
    groups.openGroup({ ...group, id: 'place:east', kind: 'district', openedBy: null });
    groups.openGroup({ ...group, id: 'loud', kind: 'broadcast', openedBy: { accountId: 'another', name: 'x' } });
    emergencies = await Emergencies.create({
      ...{ database: databases.main, groups, audit: new Audit(clock), log: silentLog, clock },
      callsForHelp: (vehicleId) => calling.has(vehicleId),
      access: { may: (session) => session.id === dispatcher.session.id },
      feed: new Feed(databases.main, announcer, clock),
    });
  };
  const rows = () => databases.main.selectFrom('emergencies').selectAll().orderBy('startedAt').execute();
  const audited = () => databases.main.selectFrom('audit').select(['action', 'actorName']).orderBy('number').execute();
  const told = (): string[] => announcer.named('feed:added').map(({ kind }) => kind);

  beforeAll(async () => {
    ({ databases, remove } = await emptyDatabases());
  }, 120_000);
  beforeEach(async () => {
    now = 1_000_000;
    calling.clear();
    await databases.main.deleteFrom('emergencies').execute();
    announcer.said.length = 0;
    await start();
  });
  afterAll(async () => {
    await remove();
  });

  it('are the caller’s, stored with their audit row and told in the feed', async () => {
    const before = (await audited()).length;
    expect(await emergencies.start(crew, 'place:east')).toMatchObject({ emergency: { name: '张伟', vehicleId: 'a' } });
    expect(groups.emergencySessions.get('place:east')).toBe(crew.session.id);
    now += 42_000;
    expect(await emergencies.end(crew, 'place:east')).toMatchObject({ emergency: null });
    expect(await rows()).toMatchObject([{ vehicleId: 'a', startedAt: now - 42_000, endedAt: now, endReason: 'ended' }]);
    expect((await audited()).slice(before)).toEqual([
      { action: 'calls.startEmergency', actorName: '张伟' },
      { action: 'calls.endEmergency', actorName: '张伟' },
    ]);
    expect(announcer.named('feed:added')).toMatchObject([
      { kind: 'emergency-call', placeId: 'east', vehicleId: 'a', details: { speaker: '张伟', group: '东区' } },
      { kind: 'emergency-ended', details: { seconds: 42 } },
    ]);
  });

  it('are ended by nobody but who started them and the centre', async () => {
    await emergencies.start(crew, 'place:east');
    await expect(emergencies.end(otherCrew, 'place:east')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(emergencies.end(onFoot, 'place:east')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(emergencies.start(otherCrew, 'place:east')).rejects.toMatchObject({ code: 'conflict' });
    expect(groups.group('place:east')?.emergency).not.toBeNull();
    expect(await emergencies.end(dispatcher, 'place:east')).toMatchObject({ emergency: null });
    await expect(emergencies.end(dispatcher, 'place:east')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('go on in the session that the same vehicle has now', async () => {
    await emergencies.start(crew, 'place:east');
    const renewed = { ...crew, session: { ...crew.session, id: 'renewed', accountId: 'driver', name: '赵强' } };
    await emergencies.start(renewed, 'place:east');
    expect(groups.emergencySessions.get('place:east')).toBe('renewed');
    expect(await rows()).toMatchObject([{ sessionId: 'renewed', accountId: 'driver', endedAt: null }]);
    expect(told()).toEqual(['emergency-call']);
  });

  it('are one when two press at the same moment', async () => {
    const both = await Promise.allSettled([
      emergencies.start(crew, 'place:east'),
      emergencies.start(otherCrew, 'place:east'),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await rows()).toHaveLength(1);
  });

  it('are refused in a group that is not there and in a broadcast, where none answers', async () => {
    await expect(emergencies.start(crew, 'nowhere')).rejects.toMatchObject({ code: 'not-found' });
    await expect(emergencies.end(crew, 'nowhere')).rejects.toMatchObject({ code: 'not-found' });
    await expect(emergencies.start(crew, 'loud')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(emergencies.end(crew, 'place:east')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are over when nobody spoke for their hang time, or their group closed', async () => {
    await emergencies.start(crew, 'place:east');
    groups.hangUpEmergency('place:east');
    await until('the end is stored', async () => (await rows())[0]?.endReason === 'hang-time');
    await emergencies.start(otherCrew, 'place:east');
    await groups.closeGroup('place:east');
    await until('the end is stored', async () => (await rows()).some(({ endReason }) => endReason === 'group-closed'));
    await until('the feed says so', () => told().length === 4);
  });

  it('run on after a restart, unless their hang time has passed', async () => {
    await emergencies.start(crew, 'place:east');
    const since = now;
    now += defaultFloorSettings.emergencyHangTimeMs - 1;
    await start();
    expect(groups.group('place:east')?.emergency).toEqual({ name: '张伟', vehicleId: 'a', since });
    expect(groups.emergencySessions.get('place:east')).toBe(crew.session.id);
    await expect(emergencies.end(otherCrew, 'place:east')).rejects.toMatchObject({ code: 'forbidden' });
    now += 1;
    await start();
    expect(groups.group('place:east')?.emergency).toBeNull();
    expect(await rows()).toMatchObject([{ endedAt: now, endReason: 'hang-time' }]);
  });

  it('last while their vehicle calls for help, over a restart too, however long nobody speaks', async () => {
    calling.add('a');
    await emergencies.start(crew, 'place:east');
    expect(groups.lasts('place:east')).toBe(true);
    now += 10 * defaultFloorSettings.emergencyHangTimeMs;
    await start();
    expect(groups.group('place:east')?.emergency).toMatchObject({ vehicleId: 'a' });
    expect(groups.lasts('place:east')).toBe(true);
    calling.clear();
    calling.add('b');
    expect(groups.lasts('place:east')).toBe(false);
    await start();
    expect(await rows()).toMatchObject([{ endReason: 'hang-time' }]);
  });

  it('say whose runs, that one is over and why, and whether a vehicle’s was ended by hand since a moment', async () => {
    const ended: EndedEmergency[] = [];
    emergencies.onEnded((one) => ended.push(one));
    await emergencies.start(crew, 'place:east');
    expect(emergencies.running('place:east')).toMatchObject({ vehicleId: 'a', sessionId: crew.session.id });
    groups.hangUpEmergency('place:east');
    await until('the end is told', () => ended.length === 1);
    expect(await emergencies.wasEndedByHand('place:east', 'a', 0)).toBe(false);
    await emergencies.start(crew, 'place:east');
    await emergencies.end(dispatcher, 'place:east');
    expect(ended.map(({ vehicleId, reason }) => [vehicleId, reason])).toEqual([
      ['a', 'hang-time'],
      ['a', 'ended'],
    ]);
    expect(emergencies.running('place:east')).toBeNull();
    expect(await emergencies.wasEndedByHand('place:east', 'a', now)).toBe(true);
    expect(await emergencies.wasEndedByHand('place:east', 'a', now + 1)).toBe(false);
    expect(await emergencies.wasEndedByHand('place:east', 'b', 0)).toBe(false);
  });
});
