import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RetentionRules } from '@protocol';
import { Audit } from '../audit/Audit';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { DeletionRequests } from './DeletionRequests';
import { Holds } from './Holds';
import { Retention } from './Retention';
import type { Doomed } from './RetentionTable';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';
import { Storage } from './Storage';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 4, 0, 0);
const rules: RetentionRules = { routine: 180, alarm: 365, burst: 200, evidence: 1_000 };

function personCalled(name: string): SignedInCaller {
  // The audit row needs no more of a session than these; the rest is the wire's.
  const session = { id: `session of ${name}`, accountId: name, name } as SignedInCaller['session'];
  return { connectionId: name, address: '', session };
}

describe('how long recordings are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-storage-'));
  const removed: Doomed[] = [];
  let databases: Databases;
  let retention: Retention;
  let requests: DeletionRequests;
  let holds: Holds;
  let storage: Storage;
  let recorderIsThere: boolean;

  const record = (id: string, daysAgo: number, more: Partial<SegmentRow> = {}): Promise<void> =>
    new SegmentsTable(databases.main).put([
      {
        ...{
          id,
          vehicleId: 'car',
          placeId: 'east',
          track: 'camera',
          cameraView: 'front',
          groupId: null,
          burstId: null,
        },
        ...{ source: 'live', path: `${id}.mp4`, mimeType: 'video/mp4', state: 'closed', bytes: 1_000, initBytes: 100 },
        ...{ startedAt: NOW - daysAgo * DAY_MS - 10_000, endedAt: NOW - daysAgo * DAY_MS },
        ...{ keyOffset: null, keyBytes: null, keyAt: null, damages: [] },
        ...{ capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
        ...more,
      },
    ]);
  const alarmAt = (id: string, number: number, raisedAt: number): Promise<unknown> =>
    databases.main
      .insertInto('alarms')
      .values({
        ...{ id, number, clientKey: null, kind: 'sos', placeId: 'east', vehicleId: 'car', cameraId: null, raisedAt },
        ...{ isOpen: false, course: '{"state":"new"}', ownerName: null, details: '{}', position: 'null' },
        ...{ history: '[]', revision: 1 },
      })
      .execute();
  const gone = (): string[] => removed.map(({ id }) => id).sort();

  beforeAll(async () => {
    databases = await openEmptyDatabases(folder);
  }, 120_000);
  beforeEach(async () => {
    const { main: database } = databases;
    for (const table of ['segments', 'holds', 'alarms', 'keptSpans', 'deletionRequests', 'retentionRules'] as const)
      await database.deleteFrom(table).execute();
    removed.splice(0);
    recorderIsThere = true;
    const audit = new Audit(() => NOW);
    const clock = (): number => NOW;
    const remove = (segments: readonly Doomed[]): boolean => {
      if (recorderIsThere) removed.push(...segments);
      return recorderIsThere;
    };
    holds = new Holds({ database, audit, clock });
    retention = await Retention.create({ database, audit, remove, log: pino({ level: 'silent' }), clock });
    await retention.save(personCalled('supervisor'), rules, { routine: null, alarm: null });
    requests = new DeletionRequests({ database, audit, remove, clock });
    const diskSpace = { space: { totalBytes: 100_000, availableBytes: 15_000 }, reserveBytes: 5_000, isFull: false };
    const quotas = { report: () => [], reportVehicles: () => [] };
    storage = new Storage({
      ...{ volumes: () => [], archiver: null, quotas },
      database,
      diskSpace,
      retention,
      requests,
      holds,
      clock,
    });
    await retention.close();
  });
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('deletes what nothing keeps any more, and nothing before its time', async () => {
    await record('over', 181);
    await record('young', 179);
    await record('open', 181, { state: 'open' });
    await retention.sweep();
    expect(removed).toEqual([{ id: 'over', path: 'over.mp4', why: 'expired' }]);
  });

  it('keeps what several rules speak of for the longest of them', async () => {
    await record('burst', 190, { track: 'talk', cameraView: null });
    await record('old burst', 201, { track: 'talk', cameraView: null });
    await record('at an alarm', 300);
    await record('at an old alarm', 400);
    await record('evidence', 900);
    await record('routine', 301);
    await alarmAt('a', 1, NOW - 300 * DAY_MS + 60_000);
    await alarmAt('b', 2, NOW - 400 * DAY_MS - 60_000);
    await retention.keep(databases.main, { vehicleId: 'car', fromAt: NOW - 901 * DAY_MS, toAt: NOW - 899 * DAY_MS });
    await retention.sweep();
    expect(gone()).toEqual(['at an old alarm', 'old burst', 'routine']);
  });

  it('leaves what is held, of a vehicle or of all, until it is released', async () => {
    await record('held', 300);
    await record('before', 302);
    const span = { placeId: 'east', reason: 'sos', alarmId: null } as const;
    const hold = await holds.begin(databases.main, null, { ...span, vehicleId: 'car', fromAt: NOW - 301 * DAY_MS });
    await retention.sweep();
    expect(gone()).toEqual(['before']);
    removed.splice(0);
    const all = await holds.begin(databases.main, null, { ...span, vehicleId: null, fromAt: 0 });
    await holds.release(personCalled('supervisor'), hold.id, 'closed');
    await retention.sweep();
    expect(gone()).toEqual([]);
    await holds.release(personCalled('supervisor'), all.id, 'checked');
    await retention.sweep();
    expect(gone()).toEqual(['before', 'held']);
  });

  it('says what will be deleted next week and why, and on which day the disk will be full', async () => {
    await record('today', 181);
    await record('in three days', 177.2, { bytes: 2_000 });
    await record('in three days, too', 177.2, { bytes: 500 });
    await record('later', 170);
    await record('new', 1, { bytes: 14_000 });
    const report = await storage.report('supervisor');
    const day = (daysAhead: number): number => new Date(NOW + daysAhead * DAY_MS).setHours(0, 0, 0, 0);
    expect(report.dueNextWeek).toEqual([
      { day: day(0), vehicleId: 'car', category: 'routine', segments: 1, bytes: 1_000 },
      { day: day(2.8), vehicleId: 'car', category: 'routine', segments: 2, bytes: 2_500 },
    ]);
    expect(report).toMatchObject({ freeBytes: 10_000, reserveBytes: 5_000, recordedBytes: 18_500, bytesPerDay: 2_000 });
    // 2,000 a day come and 500 a day go.
    expect(report.fullAt).toBe(Math.round(NOW + (10_000 / 1_500) * DAY_MS));
  });

  it('deletes before its time when two people say so, each with a reason, and only then', async () => {
    await record('inside', 3);
    await record('outside', 5);
    await record('elsewhere', 3, { placeId: 'west' });
    const span = { vehicleId: 'car', placeId: 'east', fromAt: NOW - 4 * DAY_MS, toAt: NOW, reason: 'by court order' };
    const requestId = await requests.ask(personCalled('one'), span);
    const approval = { requestId, approve: true, reason: 'order seen' };
    await expect(requests.decide(personCalled('one'), approval)).rejects.toMatchObject({ code: 'conflict' });
    expect(gone()).toEqual([]);
    await requests.decide(personCalled('two'), approval);
    expect(removed).toEqual([{ id: 'inside', path: 'inside.mp4', why: 'early' }]);
    await expect(requests.decide(personCalled('three'), approval)).rejects.toMatchObject({ code: 'conflict' });
    const rows = await databases.main.selectFrom('audit').select(['action', 'actorName', 'details']).execute();
    expect(rows.slice(-2)).toMatchObject([
      { action: 'recording.requestDeletion', actorName: 'one', details: { reason: 'by court order' } },
      { action: 'recording.approveDeletion', actorName: 'two', details: { reason: 'order seen', requester: 'one' } },
    ]);
  });

  it('decides nothing while the recorder is not there, and deletes nothing that is held meanwhile', async () => {
    await record('inside', 3);
    const span = { vehicleId: 'car', placeId: 'east', fromAt: NOW - 4 * DAY_MS, toAt: NOW, reason: 'by court order' };
    const requestId = await requests.ask(personCalled('one'), span);
    const approval = { requestId, approve: true, reason: 'order seen' };
    recorderIsThere = false;
    await expect(requests.decide(personCalled('two'), approval)).rejects.toMatchObject({ code: 'conflict' });
    expect((await requests.newest())[0]).toMatchObject({ decision: null });
    recorderIsThere = true;
    const fromAt = NOW - 3 * DAY_MS;
    await holds.begin(databases.main, null, {
      vehicleId: 'car',
      placeId: 'east',
      reason: 'sos',
      alarmId: null,
      fromAt,
    });
    await expect(requests.decide(personCalled('two'), approval)).rejects.toMatchObject({ code: 'conflict' });
    await expect(requests.ask(personCalled('one'), span)).rejects.toMatchObject({ code: 'conflict' });
    await requests.decide(personCalled('two'), { requestId, approve: false, reason: 'not now' });
    expect((await requests.newest())[0]).toMatchObject({ decision: 'refused', deciderName: 'two' });
    expect(gone()).toEqual([]);
  });
});
