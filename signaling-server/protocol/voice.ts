import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing, touchesOwnVehicle } from './contract';
import { consumption, destination, rtpParameters, tuple } from './media';

/** 15 levels, 15 the highest. The highest is for emergencies alone; nobody can ask for more than his own level. */
export const floorPriority = z.number().int().min(1).max(15);
export const EMERGENCY_FLOOR_PRIORITY = 15;

const participant = {
  sessionId: id,
  name: z.string(),
  /** The vehicle that speaks; null for the centre. */
  vehicleId: id.nullable(),
  priority: floorPriority,
};

export const speaker = z.object({
  ...participant,
  burstId: id,
  since: moment,
  /** When the talk limit (T2) will end it; null for one who is exempt from it. */
  until: moment.nullable(),
});
export type Speaker = z.infer<typeof speaker>;

/** One who waits for the floor. */
export const queuedParticipant = z.object({ ...participant, since: moment });
export type QueuedParticipant = z.infer<typeof queuedParticipant>;

const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most);

/** The timers and limits of one group's floor, in milliseconds; defaults and names are those of TS 24.380 clause 11.1. */
export const floorSettings = z
  .object({
    /** T1, end of RTP media. */
    endOfMediaMs: milliseconds(1_000, 30_000),
    /** T2, stop talking. */
    talkLimitMs: milliseconds(5_000, 600_000),
    /** How long before T2 the talker is warned. */
    talkLimitWarningMs: milliseconds(1_000, 30_000),
    /** T3, stop talking grace: how long a revoked talker's media is still let through. */
    graceMs: milliseconds(0, 10_000),
    /** T4, inactivity (hang time): after so long without a word a call that was opened for the moment is released. */
    hangTimeMs: milliseconds(5_000, 86_400_000),
    /** The hang time of an emergency. */
    emergencyHangTimeMs: milliseconds(5_000, 86_400_000),
    /** T20, floor granted: how long one granted from the queue is waited for before he is told again, 3 times in all. */
    grantedFromQueueMs: milliseconds(200, 10_000),
    /** T132, queued granted user action: how long his terminal waits for him to press before it gives the floor back. */
    queuedGrantActionMs: milliseconds(500, 10_000),
    /** 0 where nobody may queue. */
    queueLength: z.number().int().min(0).max(10),
  })
  .strict();
export type FloorSettings = z.infer<typeof floorSettings>;

/** TS 24.380 table 11.1.2-1 and what is usual in the field; a group begins with them. */
export const defaultFloorSettings: FloorSettings = {
  endOfMediaMs: 4_000,
  talkLimitMs: 30_000,
  talkLimitWarningMs: 5_000,
  graceMs: 3_000,
  hangTimeMs: 30_000,
  emergencyHangTimeMs: 300_000,
  grantedFromQueueMs: 1_000,
  queuedGrantActionMs: 2_000,
  queueLength: 10,
};

export const polygon = z
  .array(z.object({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) }))
  .min(3)
  .max(200);
export type Polygon = z.infer<typeof polygon>;

/**
 * A talk group. A `vehicle` group is the private push-to-talk channel between one vehicle and the centre; `ad-hoc`,
 * `area` and `broadcast` groups are opened for the moment (`calls:open`) and close again.
 */
export const talkGroup = z.object({
  id,
  name: z.string(),
  kind: z.enum(['city', 'district', 'team', 'vehicle', 'ad-hoc', 'area', 'broadcast']),
  placeId: id,
  vehicleIds: z.array(id),
  /** Set on an area group: vehicles join on entering and leave on leaving. */
  area: polygon.nullable(),
  /** Who opened it; null for a lasting group. In a broadcast nobody else may speak. */
  openedBy: z.object({ accountId: id, name: z.string() }).nullable(),
  /** One speaker at a time, kept by the server. */
  speaker: speaker.nullable(),
  /** Who waits for the floor: priority first, then first come. */
  queue: z.array(queuedParticipant),
  /** Set while the group's call is an emergency call. */
  emergency: z.object({ name: z.string(), vehicleId: id.nullable(), since: moment }).nullable(),
  settings: floorSettings,
  revision: z.number().int(),
});
export type TalkGroup = z.infer<typeof talkGroup>;

/** Floor Deny causes of 3GPP TS 24.380 clause 8.2.6.2: 1 another has it, 4 retry later, 5 receive only, 6 no resources, 7 queue full. */
export const denyCause = z.enum(['another-has-it', 'retry-later', 'receive-only', 'no-resources', 'queue-full']);
export type DenyCause = z.infer<typeof denyCause>;

/** Floor Revoke causes of 3GPP TS 24.380 clause 8.2.10.2, the loss of the speaker's media or signalling, and ours. */
export const burstEndReason = z.enum([
  'released',
  'too-long',
  'no-permission',
  'pre-empted',
  'connection-lost',
  'no-heartbeat',
  'no-media',
  'not-taken',
  'call-closed',
  'server-restarted',
]);
export type BurstEndReason = z.infer<typeof burstEndReason>;

const group = ({ groupId }: { groupId: string }) => [{ kind: 'group' as const, id: groupId }];

export const floorAnswer = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('granted'), burstId: id, until: moment.nullable() }),
  /** Position 1 is next. */
  z.object({ answer: z.literal('queued'), position: z.number().int(), size: z.number().int() }),
  z.object({ answer: z.literal('denied'), cause: denyCause, speakerName: z.string().nullable() }),
]);
export type FloorAnswer = z.infer<typeof floorAnswer>;

/** What the floor tells one participant without being asked (TS 24.380 clause 8.2). */
export const floorMessage = z.discriminatedUnion('message', [
  /** Granted from the queue: to be confirmed with `voice:takeFloor` while the person presses. */
  z.object({ message: z.literal('granted'), burstId: id, until: moment.nullable(), confirmBy: moment }),
  z.object({ message: z.literal('queue-position'), position: z.number().int(), size: z.number().int() }),
  z.object({ message: z.literal('deny'), cause: denyCause }),
  z.object({ message: z.literal('ends-soon'), burstId: id, until: moment }),
  /** What is said until `graceUntil` (T3) still goes out. */
  z.object({ message: z.literal('revoke'), burstId: id, reason: burstEndReason, graceUntil: moment }),
]);
export type FloorMessage = z.infer<typeof floorMessage>;

export const voiceRequests = {
  'voice:list': request({
    input: nothing,
    output: z.object({ groups: z.array(talkGroup) }),
    permission: 'voice.listen',
    touches: touchesNothing,
  }),
  /** The talk sound of this connection: kept live, forwarded only while its sender has the floor. */
  'voice:publish': request({
    input: z.object({ transportId: id, rtpParameters }).strict(),
    output: z.object({ producerId: id }),
    permission: 'voice.speak',
    touches: ({ transportId }) => [{ kind: 'media', id: transportId }],
  }),
  /** Talk sound by RTP, under the same terms as `video:ingest`. */
  'voice:ingest': request({
    input: z
      .object({
        source: tuple,
        payloadType: z.number().int().min(96).max(127),
        ssrc: z.number().int().min(1).max(0xffff_ffff),
      })
      .strict(),
    output: z.object({ producerId: id, destination }),
    permission: 'media.ingest',
    touches: touchesOwnVehicle,
  }),
  /**
   * One lasting consumer per group: whoever speaks, it is the same track, so that no word waits for signalling. Joined
   * again, `conflict` while the first answer may still come; after ten seconds it is taken for lost.
   */
  'voice:join': request({
    input: z.object({ groupId: id }).strict(),
    output: consumption,
    permission: 'voice.listen',
    touches: group,
  }),
  /**
   * Asks to speak. With `preempt` a talker of lower priority is interrupted; without it one waits in the queue, and asks
   * no second time: `conflict`.
   */
  'voice:requestFloor': request({
    input: z
      .object({
        groupId: id,
        /** The caller's own level where it is left out; more than that is refused. */
        priority: floorPriority.optional(),
        preempt: z.boolean().default(false),
        /** What the words belong to; left out, the server takes what is in hand. */
        orderId: id.nullable().default(null),
        /** The caller's own number of this press, the same where it is said again for want of an answer (T101). */
        attempt: z.number().int().min(0).nullable().default(null),
      })
      .strict(),
    output: floorAnswer,
    permission: 'voice.speak',
    touches: ({ groupId, orderId }) => [
      { kind: 'group', id: groupId },
      ...(orderId === null ? [] : [{ kind: 'order' as const, id: orderId }]),
    ],
  }),
  /** The person pressed in time after a grant from the queue (T132). */
  'voice:takeFloor': request({
    input: z.object({ groupId: id, burstId: id }).strict(),
    output: nothing,
    permission: 'voice.speak',
    touches: group,
  }),
  /** Said every second while speaking: 4 s without it, and the floor is revoked. */
  'voice:holdFloor': request({
    input: z
      .object({
        groupId: id,
        burstId: id,
        /** To the media server and back, as the talker's browser measures it; a part of the estimate of KPI 3. */
        roundTripMs: z.number().min(0).max(60_000).optional(),
      })
      .strict(),
    output: nothing,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
  'voice:releaseFloor': request({
    input: z.object({ groupId: id, burstId: id }).strict(),
    output: nothing,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
  /** Leaves the queue. */
  'voice:cancelRequest': request({
    input: z.object({ groupId: id }).strict(),
    output: nothing,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
  /** The timers and limits of the groups whose floors the caller may set. */
  'voice:settings': request({
    input: nothing,
    output: z.object({
      groups: z.array(talkGroup.pick({ id: true, name: true, kind: true, placeId: true, settings: true })),
    }),
    permission: 'voice.configure',
    touches: touchesNothing,
  }),
  /** Changes timers and limits while the floor runs; what runs already ends as it began. */
  'voice:configure': request({
    input: z.object({ groupId: id, settings: floorSettings.partial() }).strict(),
    output: talkGroup,
    permission: 'voice.configure',
    touches: group,
  }),
} as const;

export const voiceEvents = {
  /** The whole group with its speaker and queue, whenever any of it changes; a burst that ended carries why. */
  'voice:changed': event({
    payload: z.object({
      group: talkGroup,
      ended: z.object({ burstId: id, reason: burstEndReason }).nullable(),
    }),
    permission: 'voice.listen',
    touches: ({ group: changed }) => [{ kind: 'group', id: changed.id }],
  }),
  /** A group that was opened for the moment is no more, or the one told has left it. */
  'voice:groupClosed': event({
    payload: z.object({ groupId: id }),
    permission: 'voice.listen',
    touches: touchesNothing,
  }),
  /** To one connection: what the floor of a group says to it. */
  'voice:floor': event({
    payload: z.object({ groupId: id, floor: floorMessage }),
    permission: 'voice.speak',
    touches: touchesNothing,
  }),
} as const;
