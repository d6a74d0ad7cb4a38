import type { Kysely } from 'kysely';
import type { RecordingHold, StorageReport } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { VolumeState } from '../recorder/recorderProtocol';
import type { Archiver } from './Archiver';
import { ArchiveTable } from './ArchiveTable';
import type { DeletionRequests } from './DeletionRequests';
import type { DiskSpace } from './DiskSpace';
import type { Holds } from './Holds';
import type { Quotas } from './Quotas';
import type { Retention } from './Retention';
import { ReductionTable } from './ReductionTable';
import { RetentionTable, type DueGroup } from './RetentionTable';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** What is further away than this is not in sight. */
const FARTHEST_MS = 3_650 * DAY_MS;

export interface StorageDependencies {
  readonly database: Kysely<Schema>;
  readonly volumes: () => readonly VolumeState[];
  /** Null where recordings stay on their volumes. */
  readonly archiver: Pick<Archiver, 'url' | 'problem'> | null;
  readonly quotas: Pick<Quotas, 'report' | 'reportVehicles'>;
  readonly diskSpace: Pick<DiskSpace, 'space' | 'reserveBytes' | 'isFull'>;
  readonly retention: Pick<Retention, 'rules' | 'reduceAfterDays'>;
  readonly requests: Pick<DeletionRequests, 'newest'>;
  readonly holds: Pick<Holds, 'standing'>;
  readonly clock: () => number;
}

/** What there is room for, what goes next week and why, what is held, and when the disk will be full. */
export class Storage {
  constructor(private readonly dependencies: StorageDependencies) {}

  /** `accountId` is who looks: his own requests are marked, since he cannot decide them. */
  async report(accountId: string): Promise<StorageReport> {
    const { database, volumes, archiver, quotas, diskSpace, retention, requests, holds, clock } = this.dependencies;
    const now = clock();
    const table = new RetentionTable(database);
    const offsetMs = -new Date(now).getTimezoneOffset() * 60_000;
    const totals = await table.totals(now - WEEK_MS);
    const due = await table.dueByDay(retention.rules, now + WEEK_MS, offsetMs);
    const reduced = await new ReductionTable(database).dueByDay(retention, now + WEEK_MS, offsetMs);
    // What is overdue goes today.
    const onItsDay = ({ day, ...group }: DueGroup) => ({
      ...group,
      day: Math.max(day * DAY_MS - offsetMs, midnight(now)),
    });
    const measuredMs = Math.min(WEEK_MS, now - (totals.oldest ?? now));
    const bytesPerDay = measuredMs > 0 ? (totals.bytesLately * DAY_MS) / measuredMs : 0;
    const { space, reserveBytes, isFull } = diskSpace;
    const freeBytes = space === null || reserveBytes === null ? null : Math.max(0, space.availableBytes - reserveBytes);
    const freedPerDay = due.reduce((sum, { bytes }) => sum + bytes, 0) / 7;
    const inArchive = archiver && (await new ArchiveTable(database).totals());
    return {
      volumes: [...volumes()],
      archive: archiver && inArchive && { url: archiver.url, problem: archiver.problem, ...inArchive },
      quotas: quotas.report(),
      vehicleQuotas: quotas.reportVehicles(),
      rules: retention.rules,
      reduceAfterDays: retention.reduceAfterDays,
      totalBytes: space?.totalBytes ?? null,
      ...{ freeBytes, reserveBytes, isFull, oldest: totals.oldest },
      recordedBytes: totals.bytes,
      bytesPerDay: Math.round(bytesPerDay),
      fullAt: fullAt(now, freeBytes, bytesPerDay - freedPerDay),
      dueNextWeek: due.map(onItsDay),
      reducedNextWeek: reduced.map(onItsDay),
      holds: (await holds.standing()).map(holdOf),
      deletionRequests: (await requests.newest()).map(({ requestedBy, fromAt, toAt, ...row }) => ({
        ...{ id: row.id, vehicleId: row.vehicleId, from: fromAt, to: toAt, reason: row.reason },
        ...{ requesterName: row.requesterName, requestedAt: row.requestedAt, decision: row.decision },
        ...{ decisionReason: row.decisionReason, deciderName: row.deciderName, decidedAt: row.decidedAt },
        isOwn: requestedBy === accountId,
      })),
    };
  }
}

function holdOf({
  id,
  vehicleId,
  fromAt,
  toAt,
  reason,
  begunAt,
}: Awaited<ReturnType<Holds['standing']>>[number]): RecordingHold {
  return { id, vehicleId, from: fromAt, to: toAt, reason, begunAt };
}

function fullAt(now: number, freeBytes: number | null, growthPerDay: number): number | null {
  if (freeBytes === null || growthPerDay <= 0) return null;
  const afterMs = (freeBytes / growthPerDay) * DAY_MS;
  return afterMs > FARTHEST_MS ? null : Math.round(now + afterMs);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
