import { z } from 'zod';
import { event, moment, nothing, request, touchesNothing } from './contract';

/**
 * A key performance indicator of push-to-talk (3GPP TS 22.179 clause 6.15.3): 1 access time, 2 end-to-end access time,
 * 3 mouth-to-ear latency (an estimate from the media path), 4 late call entry time.
 */
export const kpiReading = z.object({
  kpi: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  /** From calls of real people, or from the built-in probe. */
  source: z.enum(['calls', 'probe']),
  estimate: z.boolean(),
  /** Of the last hour, in milliseconds; null where nothing was measured. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  count: z.number().int(),
  /** The standard's limit for 95 % of cases. */
  limitMs: z.number(),
  lastBreachAt: moment.nullable(),
});
export type KpiReading = z.infer<typeof kpiReading>;

export const probeRun = z.object({
  at: moment,
  /** Null where all went well; otherwise what failed. */
  failure: z.enum(['no-grant', 'no-sound', 'no-worker']).nullable(),
});
export type ProbeRun = z.infer<typeof probeRun>;

/** What looking at the cameras' pictures costs, since the start of the server. */
export const pictureCost = z.object({
  /** Pictures that were looked at. */
  looked: z.number().int(),
  /** Processor time of each, the start of the decoder included; null before the first. */
  meanMs: z.number().nullable(),
  /** As a share of one core. */
  cpuPercent: z.number(),
});
export type PictureCost = z.infer<typeof pictureCost>;

export const statusReport = z.object({
  at: moment,
  /** Since when this server runs. */
  startedAt: moment,
  kpis: z.array(kpiReading),
  /** The newest run of the synthetic probe; null before the first. */
  probe: probeRun.nullable(),
  vehiclesOnline: z.number().int(),
  desksOnline: z.number().int(),
  callsTalking: z.number().int(),
  /** Packets with speech in them that came without the floor, since the start. */
  droppedTalkPackets: z.number().int(),
  mediaWorkers: z.array(z.object({ processId: z.number().int(), cpuPercent: z.number() })),
  pictures: pictureCost,
  serverCpuPercent: z.number(),
  serverMemoryBytes: z.number(),
  /** 99th percentile of the event loop's delay in the last 10 s, in milliseconds. */
  eventLoopDelayP99Ms: z.number(),
});
export type StatusReport = z.infer<typeof statusReport>;

export const statusRequests = {
  'status:report': request({
    input: nothing,
    output: statusReport,
    permission: 'status.view',
    touches: touchesNothing,
  }),
} as const;

export const statusEvents = {
  /** Every 5 s. */
  'status:changed': event({ payload: statusReport, permission: 'status.view', touches: touchesNothing }),
} as const;
