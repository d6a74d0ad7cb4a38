import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing, touchesOwnVehicle } from './contract';
import { consumption, rtpParameters, tuple } from './media';

export const speaker = z.object({
  sessionId: id,
  name: z.string(),
  /** The vehicle that speaks; null for the centre. */
  vehicleId: id.nullable(),
  burstId: id,
  since: moment,
  /** When the talk limit (T2) will end it. */
  until: moment,
});
export type Speaker = z.infer<typeof speaker>;

/** A talk group. A `vehicle` group is the private channel between one vehicle and the centre. */
export const talkGroup = z.object({
  id,
  name: z.string(),
  kind: z.enum(['city', 'district', 'team', 'vehicle']),
  placeId: id,
  vehicleIds: z.array(id),
  /** One speaker at a time, kept by the server. */
  speaker: speaker.nullable(),
  revision: z.number().int(),
});
export type TalkGroup = z.infer<typeof talkGroup>;

/** Deny causes of 3GPP TS 24.380 clause 8.2.6.2: 1 another has it, 4 retry later, 5 receive only. */
export const denyCause = z.enum(['another-has-it', 'retry-later', 'receive-only']);
/** Revoke causes of 3GPP TS 24.380 clause 8.2.10.2, and the loss of the speaker's media or signalling. */
export const burstEndReason = z.enum([
  'released',
  'too-long',
  'no-permission',
  'connection-lost',
  'no-media',
  'server-restarted',
]);
export type BurstEndReason = z.infer<typeof burstEndReason>;

const group = ({ groupId }: { groupId: string }) => [{ kind: 'group' as const, id: groupId }];

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
    output: z.object({
      producerId: id,
      destination: z.object({ ip: z.string(), port: z.number().int() }),
    }),
    permission: 'media.ingest',
    touches: touchesOwnVehicle,
  }),
  /** One lasting consumer per group: whoever speaks, it is the same track, so that no word waits for signalling. */
  'voice:join': request({
    input: z.object({ groupId: id }).strict(),
    output: consumption,
    permission: 'voice.listen',
    touches: group,
  }),
  'voice:requestFloor': request({
    input: z.object({ groupId: id }).strict(),
    output: z.discriminatedUnion('granted', [
      z.object({ granted: z.literal(true), burstId: id, until: moment }),
      z.object({ granted: z.literal(false), cause: denyCause, speakerName: z.string().nullable() }),
    ]),
    permission: 'voice.speak',
    touches: group,
  }),
  'voice:releaseFloor': request({
    input: z.object({ groupId: id, burstId: id }).strict(),
    output: nothing,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
} as const;

export const voiceEvents = {
  /** The whole group with its speaker, whenever either changes; a burst that ended carries why. */
  'voice:changed': event({
    payload: z.object({
      group: talkGroup,
      ended: z.object({ burstId: id, reason: burstEndReason }).nullable(),
    }),
    permission: 'voice.listen',
    touches: ({ group: changed }) => [{ kind: 'group', id: changed.id }],
  }),
} as const;
