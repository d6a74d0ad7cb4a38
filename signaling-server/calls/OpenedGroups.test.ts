import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultFloorSettings } from '@protocol';
import { Audit } from '../audit/Audit';
import { HandMadeConnections, silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import type { SignedInCaller } from '../wire/Caller';
import { emptyDatabases, fixAt, HandMadeFleet, HandMadeGroups, places, vehicleOf } from './callsForTests';
import { MOST_OPEN_PER_PERSON, OpenedGroups } from './OpenedGroups';

/** About 1 km each way, around 114.305 E 30.555 N. */
const area = [
  { longitude: 114.3, latitude: 30.55 },
  { longitude: 114.31, latitude: 30.55 },
  { longitude: 114.31, latitude: 30.56 },
  { longitude: 114.3, latitude: 30.56 },
];
const market = { kind: 'area' as const, name: '夜市', placeId: 'east', area };
const chosen = (...vehicleIds: string[]) => ({ kind: 'ad-hoc' as const, name: '临时组', vehicleIds });

describe('groups for the moment', () => {
  let databases: Databases;
  let remove: () => Promise<void>;
  let now = 0;
  let groups: HandMadeGroups;
  let fleet: HandMadeFleet;
  let mayAt: readonly string[];
  let opened: OpenedGroups;
  const connections = new HandMadeConnections();
  const dispatcher = connections.signIn('desk-1', null, '李红');
  const clock = (): number => now;

  const start = async (): Promise<OpenedGroups> => {
    groups = new HandMadeGroups();
    groups.openGroup({
      ...{ id: 'place:east', name: '东区', kind: 'district', placeId: 'east', vehicleIds: [], area: null },
      openedBy: null,
    });
    opened = await OpenedGroups.create({
      ...{ database: databases.main, groups, fleet, places, audit: new Audit(clock), log: silentLog, clock },
      access: {
        may: (_, __, subjects) => subjects.every((subject) => 'id' in subject && mayAt.includes(subject.id)),
        placeWithin: (placeId, ancestorId) => places.within(placeId, ancestorId),
      },
    });
    return opened;
  };
  const rows = () => databases.main.selectFrom('openedGroups').selectAll().orderBy('openedAt').execute();
  const audited = async (): Promise<string[]> =>
    (await databases.main.selectFrom('audit').select('action').orderBy('number').execute()).map(({ action }) => action);
  const move = (vehicleId: string, longitude: number, latitude = 30.555, at = now): void =>
    fleet.put(vehicleOf(vehicleId, { position: fixAt(longitude, latitude, at) }));

  beforeAll(async () => {
    ({ databases, remove } = await emptyDatabases());
  }, 120_000);
  beforeEach(async () => {
    now = 1_000_000;
    mayAt = ['city', 'east', 'west'];
    await databases.main.deleteFrom('openedGroups').execute();
    await databases.main.deleteFrom('bursts').execute();
    fleet = new HandMadeFleet();
    fleet.put(vehicleOf('a'), vehicleOf('b'), vehicleOf('west-1', { placeId: 'west' }));
    await start();
  });
  afterAll(async () => {
    await remove();
  });

  it('stand at the lowest place above the chosen vehicles, stored with an audit row in one transaction', async () => {
    const before = (await audited()).length;
    const group = await opened.open(dispatcher, chosen('a', 'b', 'a'));
    expect(group).toMatchObject({ kind: 'ad-hoc', placeId: 'east', vehicleIds: ['a', 'b'] });
    expect(group.openedBy).toEqual({ accountId: dispatcher.session.accountId, name: '李红' });
    expect((await opened.open(dispatcher, { ...chosen('a', 'west-1'), kind: 'broadcast' as const })).placeId).toBe(
      'city',
    );
    expect((await audited()).slice(before)).toEqual(['calls.open', 'calls.open']);
    expect((await rows()).map(({ kind, closedAt }) => [kind, closedAt])).toEqual([
      ['ad-hoc', null],
      ['broadcast', null],
    ]);
  });

  it('are refused by name where the place above is not the caller’s, a vehicle is unknown or an area encloses nothing', async () => {
    mayAt = ['east', 'west'];
    await expect(opened.open(dispatcher, chosen('a', 'west-1'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(opened.open(dispatcher, chosen('a', 'nobody'))).rejects.toMatchObject({ code: 'not-found' });
    const line = [0, 1, 2].map((step) => ({ longitude: 114 + step / 100, latitude: 30 + step / 100 }));
    await expect(opened.open(dispatcher, { ...market, area: line })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await rows()).toEqual([]);
  });

  it('are not more than one person can oversee', async () => {
    for (let count = 0; count < MOST_OPEN_PER_PERSON; count += 1) await opened.open(dispatcher, chosen('a'));
    await expect(opened.open(dispatcher, chosen('a'))).rejects.toMatchObject({ code: 'rate-limited' });
    const other = connections.signIn('desk-2', null);
    await expect(opened.open(other, chosen('a'))).resolves.toMatchObject({ kind: 'ad-hoc' });
  });

  it('let vehicles on duty in by their latest fix, while they run, and out when they are well outside', async () => {
    move('a', 114.305);
    move('b', 114.32);
    fleet.put(vehicleOf('west-1', { placeId: 'west', position: fixAt(114.305, 30.555, now) }));
    const { id, vehicleIds } = await opened.open(dispatcher, market);
    expect(vehicleIds).toEqual(['a']);
    const members = async (): Promise<string[]> => {
      await opened.follow();
      return groups.group(id)?.vehicleIds ?? [];
    };
    move('b', 114.309);
    expect(await members()).toEqual(['a', 'b']);
    move('a', 114.3102);
    expect(await members()).toEqual(['a', 'b']);
    move('a', 114.312);
    expect(await members()).toEqual(['b']);
    move('a', 114.305, 30.555, now - 120_000);
    expect(await members()).toEqual(['b']);
    fleet.put(vehicleOf('b', { onDuty: false, position: fixAt(114.305, 30.555, now) }));
    expect(await members()).toEqual([]);
    expect((await rows())[0]?.vehicleIds).toEqual([]);
    const follows = (await audited()).filter((action) => action === 'calls.followArea');
    expect(follows).toHaveLength(3);
    await members();
    expect((await audited()).filter((action) => action === 'calls.followArea')).toHaveLength(3);
  });

  it('are changed as fits their kind, and refused by name where it does not', async () => {
    move('a', 114.305);
    move('b', 114.325);
    const selection = await opened.open(dispatcher, chosen('a'));
    const outlined = await opened.open(dispatcher, market);
    const change = (groupId: string, vehicleIds: string[] | null, outline: typeof area | null) =>
      opened.change(dispatcher, { groupId, vehicleIds, area: outline });
    expect(await change(selection.id, ['b', 'west-1'], null)).toMatchObject({ vehicleIds: ['b', 'west-1'] });
    const east = area.map(({ longitude, latitude }) => ({ longitude: longitude + 0.02, latitude }));
    expect(await change(outlined.id, null, east)).toMatchObject({ area: east, vehicleIds: ['b'] });
    await expect(change(selection.id, null, area)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(change(selection.id, null, null)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(change(outlined.id, ['a'], null)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(change('place:east', ['a'], null)).rejects.toMatchObject({ code: 'conflict' });
    await expect(change('moment:gone', ['a'], null)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are closed by another dispatcher too, once', async () => {
    const { id } = await opened.open(dispatcher, chosen('a'));
    const other: SignedInCaller = connections.signIn('desk-3', null);
    await opened.end(other, id);
    expect(groups.group(id)).toBeNull();
    expect(await rows()).toMatchObject([{ id, closedAt: now, closeReason: 'closed' }]);
    await expect(opened.end(other, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(opened.end(other, 'place:east')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are stored as over when their hang time has ended them', async () => {
    const { id } = await opened.open(dispatcher, chosen('a'));
    now += 5_000;
    await groups.closeGroup(id);
    await until('the end is stored', async () => (await rows())[0]?.closedAt === now);
    expect(await rows()).toMatchObject([{ closeReason: 'hang-time' }]);
  });

  it('are open again after a restart, unless nobody had spoken for their hang time', async () => {
    const quiet = await opened.open(dispatcher, chosen('a'));
    const spoken = await opened.open(dispatcher, chosen('b'));
    now += defaultFloorSettings.hangTimeMs - 1_000;
    const young = await opened.open(dispatcher, market);
    await databases.main
      .insertInto('bursts')
      .values({
        ...{ id: 'burst', groupId: spoken.id, groupName: 'x', placeId: 'east', speakerName: 'x', accountId: 'x' },
        ...{ vehicleId: null, startedAt: now, endedAt: now, endReason: 'released' },
      })
      .execute();
    now += 2_000;
    await start();
    expect(groups.group(quiet.id)).toBeNull();
    expect(groups.group(spoken.id)).toMatchObject({ vehicleIds: ['b'], openedBy: spoken.openedBy });
    expect(groups.group(young.id)).toMatchObject({ kind: 'area', area });
    await opened.end(dispatcher, spoken.id);
    await opened.end(dispatcher, young.id);
    expect((await rows()).map(({ closeReason }) => closeReason)).toEqual(
      expect.arrayContaining(['hang-time', 'closed', 'closed']),
    );
  });
});
