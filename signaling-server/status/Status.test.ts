import { afterEach, expect, it } from 'vitest';
import type { Vehicle } from '@protocol';
import { HandMadeConnections, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import { Status, type StatusDependencies } from './Status';

const connections = new HandMadeConnections();
const announcer = new KeptAnnouncer();
let asked = 0;
let status: Status;

const start = (clock = Date.now): Status =>
  Status.create({
    kpis: {
      readings: () => {
        asked += 1;
        return [];
      },
    },
    probe: { lastRun: { at: 5, failure: 'no-sound' } },
    // The report looks at nothing else of a vehicle, a group or a worker.
    fleet: { vehicles: () => [{ online: true }, { online: false }] as Vehicle[] },
    groups: {
      groups: () => [{ speaker: null }, { speaker: {} }],
      talkers: { droppedPackets: 7 },
    } as unknown as StatusDependencies['groups'],
    workers: {
      all: () => [{ pid: 77, usedMicroseconds: () => Promise.resolve(0) }],
    } as unknown as StatusDependencies['workers'],
    ...{ connections, announcer, log: silentLog, clock, reportEveryMs: 5 },
  });

afterEach(() => status.close());

it('answers who looks, tells him alone from then on, and stops working once nobody looks', async () => {
  connections.signIn('desk-1', null);
  connections.signIn('desk-2', null);
  connections.signIn('tablet', 'car-1');
  status = start();
  const report = await status.look('desk-1');
  expect(report).toMatchObject({
    ...{ vehiclesOnline: 1, desksOnline: 2, callsTalking: 1, droppedTalkPackets: 7 },
    ...{ probe: { failure: 'no-sound' }, mediaWorkers: [{ processId: 77, cpuPercent: 0 }] },
  });
  expect(report.pictures).toEqual({ looked: 0, meanMs: null, cpuPercent: 0 });
  expect(report.serverMemoryBytes).toBeGreaterThan(0);
  expect(report.serverCpuPercent).toBeGreaterThanOrEqual(0);
  await until('he is told twice', () => announcer.named('status:changed').length >= 2);
  expect(new Set(announcer.said.map(({ to }) => to))).toEqual(new Set(['desk-1']));

  connections.close('desk-1');
  const isQuiet = async (): Promise<boolean> => {
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return asked === before;
  };
  await until('nothing is worked out any more', isQuiet);
});

it('says what looking at pictures costs: each of them, and as a share of a core since the start', async () => {
  connections.signIn('desk-1', null);
  let now = 1_000_000;
  status = start(() => now);
  status.showCostOf({ cpuSeconds: 1.5, decoded: 60 });
  now += 10_000;
  expect((await status.look('desk-1')).pictures).toEqual({ looked: 60, meanMs: 25, cpuPercent: 15 });
});
