import { z } from 'zod';
import { alarmKind } from './alarms';
import { event, id, moment, nothing, request, route, touchesNothing, touchesOwnVehicle } from './contract';
import { burstEndReason } from './voice';

/** Why a receiver that should have heard a burst did not. */
export const unheardReason = z.enum(['offline', 'other-call', 'no-packets', 'muted', 'not-reported']);
export type UnheardReason = z.infer<typeof unheardReason>;

/**
 * One receiver of one burst: two facts that are never merged. `forwarded` is the server's own, from the receiver's
 * RTCP reports; `played` is what the receiver's device said that it has played.
 */
export const burstReceiver = z.object({
  /** A vehicle's id, or the account's for a desk of the centre. */
  receiverId: id,
  kind: z.enum(['vehicle', 'desk']),
  name: z.string(),
  forwarded: z.object({ packets: z.number().int(), lost: z.number().int() }).nullable(),
  played: z
    .object({
      at: moment,
      /** Milliseconds of sound that came out, and of those that were made up for lost packets. */
      playedMs: z.number().int().nonnegative(),
      concealedMs: z.number().int().nonnegative(),
      /** True where it was played afterwards, as a voice message. */
      late: z.boolean(),
    })
    .nullable(),
  /** Null where it was played. */
  reason: unheardReason.nullable(),
});
export type BurstReceiver = z.infer<typeof burstReceiver>;

/** Who heard one burst. "Played by 11 of 12" is `receivers.filter(played).length` of `receivers.length`. */
export const burstHearing = z.object({
  burstId: id,
  groupId: id,
  speakerSessionId: id,
  receivers: z.array(burstReceiver),
  revision: z.number().int(),
});
export type BurstHearing = z.infer<typeof burstHearing>;

export const floorEventLine = z.object({ at: moment, message: z.string(), name: z.string() });
export type FloorEventLine = z.infer<typeof floorEventLine>;

/** One burst as the voice log keeps it. */
export const loggedBurst = z.object({
  id,
  groupId: id,
  groupName: z.string(),
  speakerName: z.string(),
  accountId: id,
  vehicleId: id.nullable(),
  orderId: id.nullable(),
  alarmId: id.nullable(),
  /** What the order and the alarm that it belongs to are called by; null where there is none. */
  order: z.object({ number: z.number().int() }).nullable(),
  alarm: z.object({ number: z.number().int(), kind: alarmKind }).nullable(),
  priority: z.number().int(),
  emergency: z.boolean(),
  startedAt: moment,
  endedAt: moment.nullable(),
  endReason: burstEndReason.nullable(),
  /** Where the speaker's vehicle was as he began. */
  position: z.object({ longitude: z.number(), latitude: z.number(), at: moment }).nullable(),
  /** What the floor did while he spoke: request, granted, queued, pre-empted, denied others, revoked. */
  floorEvents: z.array(floorEventLine),
  receivers: z.array(burstReceiver),
  segmentIds: z.array(id),
});
export type LoggedBurst = z.infer<typeof loggedBurst>;

const burst = ({ burstId }: { burstId: string }) => [{ kind: 'burst' as const, id: burstId }];

export const voiceLogRequests = {
  /** Bursts in the groups that the caller may hear, newest first. */
  'voiceLog:list': request({
    input: z
      .object({
        from: moment,
        to: moment,
        groupId: id.nullable(),
        /** A vehicle's id or an account's. */
        speakerId: id.nullable(),
        limit: z.number().int().min(1).max(500),
      })
      .strict(),
    output: z.object({ bursts: z.array(loggedBurst) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** A terminal's or desk's report of what it played of a burst, within 200 ms of its end; again if played later. */
  'voiceLog:reportPlayed': request({
    input: z
      .object({
        burstId: id,
        playedMs: z.number().int().min(0).max(3_600_000),
        concealedMs: z.number().int().min(0).max(3_600_000),
        /** Press to first sound cannot be known here; this is arrival of the first packet to its sound, for KPI 3. */
        bufferMs: z.number().int().min(0).max(10_000),
        /** When the first sound came out, on the server's clock; null where nothing did. */
        firstSoundAt: moment.nullable(),
        late: z.boolean(),
        /** Why nothing was played, where that was so by choice. */
        unheard: z.enum(['muted', 'other-call']).nullable(),
      })
      .strict(),
    output: nothing,
    permission: 'voice.listen',
    touches: burst,
    afterExpiry: true,
  }),
  /** How long it took this client to hear something after joining a call that ran (KPI 4), or to be granted (KPI 1). */
  'voiceLog:reportMeasure': request({
    input: z
      .object({ groupId: id, kpi: z.union([z.literal(1), z.literal(4)]), ms: z.number().min(0).max(60_000) })
      .strict(),
    output: nothing,
    permission: 'voice.listen',
    touches: ({ groupId }) => [{ kind: 'group', id: groupId }],
  }),
  /** Bursts of the last 12 hours that this vehicle should have heard and did not, oldest first: its voice messages. */
  'voiceLog:missed': request({
    input: nothing,
    output: z.object({ bursts: z.array(loggedBurst) }),
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
} as const;

export const voiceLogEvents = {
  /** Told as reports come in, and once more 2 s after the burst's end with the reasons of those who did not hear. */
  'voiceLog:heard': event({
    payload: burstHearing,
    permission: 'voice.listen',
    touches: ({ groupId }) => [{ kind: 'group', id: groupId }],
  }),
} as const;

export const voiceLogRoutes = {
  /** The sound of one recorded burst, one Opus file. */
  'GET /media/bursts/:burstId': route({
    params: z.object({ burstId: id }),
    permission: 'voice.listen',
    touches: burst,
  }),
  /** What was said in a group in the last 30 s, pauses left out, one Ogg Opus file; for one who joined late. */
  'GET /media/groups/:groupId/recent': route({
    params: z.object({ groupId: id }),
    permission: 'voice.listen',
    touches: ({ groupId }) => [{ kind: 'group', id: groupId }],
  }),
} as const;
