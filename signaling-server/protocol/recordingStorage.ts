import { z } from 'zod';
import { id, moment, nothing, request, touchesNothing } from './contract';

/** What a recording is kept for. It is kept for the longest of what applies to it. */
export const retentionCategory = z.enum(['routine', 'alarm', 'burst', 'evidence']);
export type RetentionCategory = z.infer<typeof retentionCategory>;

/** Half a year is the least that is kept of anything, and what holds where nobody has said more. */
export const LEAST_RETENTION_DAYS = 180;
const LONGEST_RETENTION_DAYS = 36_500;

const days = z.number().int().min(LEAST_RETENTION_DAYS).max(LONGEST_RETENTION_DAYS);
export const retentionRules = z.object({ routine: days, alarm: days, burst: days, evidence: days });
export type RetentionRules = z.infer<typeof retentionRules>;

/**
 * After how many days only the key pictures of a camera are kept, for as long as the rest of its time lasts; null for
 * never. Where several categories apply the longest counts; sound, and what was given as evidence, is kept whole.
 */
export const reduceAfterDays = z.object({ routine: days.nullable(), alarm: days.nullable() });
export type ReduceAfterDays = z.infer<typeof reduceAfterDays>;

/** Why a file is not on the disk any more. `reduced`: its key pictures are kept as a copy. */
export const deletionWhy = z.enum(['expired', 'early', 'reduced']);
export type DeletionWhy = z.infer<typeof deletionWhy>;

/** An early deletion: one person asks for it, another one decides. */
export const deletionRequest = z.object({
  id,
  vehicleId: id,
  from: moment,
  to: moment,
  reason: z.string(),
  requesterName: z.string(),
  requestedAt: moment,
  decision: z.enum(['approved', 'refused']).nullable(),
  decisionReason: z.string().nullable(),
  deciderName: z.string().nullable(),
  decidedAt: moment.nullable(),
  /** The one who asks cannot be the one who decides. */
  isOwn: z.boolean(),
});
export type DeletionRequest = z.infer<typeof deletionRequest>;

export const recordingHold = z.object({
  id,
  /** Null where everything is held. */
  vehicleId: id.nullable(),
  from: moment,
  to: moment.nullable(),
  reason: z.string(),
  begunAt: moment,
});
export type RecordingHold = z.infer<typeof recordingHold>;

/** What will be deleted, or reduced, on one day of the next week. */
export const dueDeletion = z.object({
  /** Midnight of the server, as a moment. */
  day: moment,
  vehicleId: id.nullable(),
  /** The category that kept it for longest. */
  category: retentionCategory,
  segments: z.number().int(),
  bytes: z.number().int(),
});

/** One folder that is recorded on. */
const reportedVolume = z.object({
  directory: z.string(),
  totalBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
  /** False while it takes nothing: the others take its part. */
  works: z.boolean(),
});

/** Storage that speaks S3, into which closed segments go. */
const reportedArchive = z.object({
  /** Without its keys. */
  url: z.string(),
  archivedBytes: z.number(),
  /** On the volumes still. */
  waitingSegments: z.number().int(),
  waitingBytes: z.number(),
  /** Why nothing comes there, and since when; null while it does. */
  problem: z.object({ since: moment, text: z.string() }).nullable(),
});

/** How much may be recorded of a place and all under it. Where it is reached, new routine recording stops there. */
export const placeQuota = z.object({
  placeId: id,
  name: z.string(),
  parentId: id.nullable(),
  /** Null where there is none. */
  bytes: z.number().nullable(),
  usedBytes: z.number(),
  isReached: z.boolean(),
});
export type PlaceQuota = z.infer<typeof placeQuota>;

/** The same of one vehicle, beside what holds for its place. */
export const vehicleQuota = z.object({
  vehicleId: id,
  bytes: z.number().nullable(),
  usedBytes: z.number(),
  isReached: z.boolean(),
});
export type VehicleQuota = z.infer<typeof vehicleQuota>;

export const storageReport = z.object({
  volumes: z.array(reportedVolume),
  /** Null where recordings stay on their volumes. */
  archive: reportedArchive.nullable(),
  quotas: z.array(placeQuota),
  /** Of every vehicle that there is, and of those that were and have a quota. */
  vehicleQuotas: z.array(vehicleQuota),
  rules: retentionRules,
  reduceAfterDays,
  totalBytes: z.number().nullable(),
  /** Beyond what is kept for emergencies. */
  freeBytes: z.number().nullable(),
  /** Kept for emergencies alone. */
  reserveBytes: z.number().nullable(),
  recordedBytes: z.number(),
  /** What a day of the last week added, on the average. */
  bytesPerDay: z.number(),
  /** When there is no room for routine recording any more, as it goes now; null where that is not in sight. */
  fullAt: moment.nullable(),
  /** Routine recording has stopped, since the disk is full. */
  isFull: z.boolean(),
  oldest: moment.nullable(),
  dueNextWeek: z.array(dueDeletion),
  /** Of what only key pictures will be kept. */
  reducedNextWeek: z.array(dueDeletion),
  holds: z.array(recordingHold),
  deletionRequests: z.array(deletionRequest),
});
export type StorageReport = z.infer<typeof storageReport>;

/** A gigabyte: less is a slip of the hand. */
const LEAST_QUOTA_BYTES = 1_000_000_000;

const reason = z.string().trim().min(4).max(500);

export const storageRequests = {
  'recording:storage': request({
    input: nothing,
    output: storageReport,
    permission: 'recording.manage',
    touches: touchesNothing,
  }),
  'recording:saveRetention': request({
    input: z
      .object({ rules: retentionRules.strict(), reduceAfterDays: reduceAfterDays.strict() })
      .strict()
      .refine(
        ({ rules, reduceAfterDays: { routine, alarm } }) =>
          (routine === null || routine < rules.routine) && (alarm === null || alarm < rules.alarm),
        { error: 'reduced before its time is over' },
      ),
    output: nothing,
    permission: 'recording.manage',
    touches: touchesNothing,
  }),
  /** `bytes` null takes the quota away. */
  'recording:saveQuota': request({
    input: z.object({ placeId: id, bytes: z.number().int().min(LEAST_QUOTA_BYTES).nullable() }).strict(),
    output: nothing,
    permission: 'recording.manage',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
  /** `bytes` null takes the quota away. */
  'recording:saveVehicleQuota': request({
    input: z.object({ vehicleId: id, bytes: z.number().int().min(LEAST_QUOTA_BYTES).nullable() }).strict(),
    output: nothing,
    permission: 'recording.manage',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /**
   * `conflict` where a part of it is held, or where the vehicle was at several places in that span; `forbidden` where it
   * was at one at which the caller may not manage recordings, wherever it is now.
   */
  'recording:requestDeletion': request({
    input: z
      .object({ vehicleId: id, from: moment, to: moment, reason })
      .strict()
      .refine(({ from, to }) => from < to, { error: 'a span that ends after it begins' }),
    output: z.object({ requestId: id }),
    permission: 'recording.manage',
    touches: touchesNothing,
  }),
  /** `conflict` for the one who asked, for what was decided, and where a part of it is held meanwhile. */
  'recording:decideDeletion': request({
    input: z.object({ requestId: id, approve: z.boolean(), reason }).strict(),
    output: nothing,
    permission: 'recording.manage',
    touches: ({ requestId }) => [{ kind: 'deletion', id: requestId }],
  }),
  /** Retention may have it from then on. */
  'recording:releaseHold': request({
    input: z.object({ holdId: id, reason }).strict(),
    output: nothing,
    permission: 'recording.manage',
    touches: ({ holdId }) => [{ kind: 'hold', id: holdId }],
  }),
} as const;
