import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing, touchesOwnVehicle } from './contract';
import { consumption } from './media';
import { polygon, talkGroup } from './voice';

/** What opens a group for the moment: a selection or lasso, an area on the map, or one that speaks and none answers. */
export const groupOpening = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('ad-hoc'),
      name: z.string().trim().min(1).max(60),
      vehicleIds: z.array(id).min(1).max(1000),
    })
    .strict(),
  z.object({ kind: z.literal('area'), name: z.string().trim().min(1).max(60), placeId: id, area: polygon }).strict(),
  z
    .object({
      kind: z.literal('broadcast'),
      name: z.string().trim().min(1).max(60),
      vehicleIds: z.array(id).min(1).max(1000),
    })
    .strict(),
]);
export type GroupOpening = z.infer<typeof groupOpening>;

export const phoneEndReason = z.enum([
  'hung-up',
  'refused',
  'no-answer',
  'busy',
  'not-reachable',
  'connection-lost',
  'no-permission',
  'server-restarted',
]);
export type PhoneEndReason = z.infer<typeof phoneEndReason>;

const party = z.object({
  name: z.string(),
  /** The vehicle whose terminal it is; null for a desk of the centre. */
  vehicleId: id.nullable(),
  /** Null for a vehicle that is rung and has not answered. */
  accountId: id.nullable(),
});

/**
 * A private call in full duplex, like a telephone: both legs are recorded. A vehicle calls the centre, where every
 * desk in charge rings and the first that answers has it; the centre calls a vehicle.
 */
export const phoneCall = z.object({
  id,
  placeId: id,
  /** The one vehicle in it: calls are between the centre and a vehicle. */
  vehicleId: id,
  caller: party,
  callee: party,
  state: z.enum(['ringing', 'talking', 'ended']),
  endReason: phoneEndReason.nullable(),
  startedAt: moment,
  answeredAt: moment.nullable(),
  endedAt: moment.nullable(),
  revision: z.number().int(),
});
export type PhoneCall = z.infer<typeof phoneCall>;

/** A listening to a vehicle's surroundings: the crew does not see it while it runs, and finds it in its record after. */
export const ambientListening = z.object({
  id,
  vehicleId: id,
  listenerName: z.string(),
  reason: z.string(),
  startedAt: moment,
  endedAt: moment.nullable(),
});
export type AmbientListening = z.infer<typeof ambientListening>;

const group = ({ groupId }: { groupId: string }) => [{ kind: 'group' as const, id: groupId }];
const call = ({ callId }: { callId: string }) => [{ kind: 'call' as const, id: callId }];

export const callsRequests = {
  'calls:open': request({
    input: z.object({ opening: groupOpening }).strict(),
    output: talkGroup,
    permission: 'calls.open',
    touches: ({ opening }) =>
      opening.kind === 'area'
        ? [{ kind: 'place' as const, id: opening.placeId }]
        : opening.vehicleIds.map((vehicleId) => ({ kind: 'vehicle' as const, id: vehicleId })),
  }),
  /** Changes who is in an ad-hoc group, or the outline of an area group, also while one speaks. */
  'calls:change': request({
    input: z
      .object({ groupId: id, vehicleIds: z.array(id).min(1).max(1000).nullable(), area: polygon.nullable() })
      .strict(),
    output: talkGroup,
    permission: 'calls.open',
    touches: ({ groupId, vehicleIds }) => [
      { kind: 'group', id: groupId },
      ...(vehicleIds ?? []).map((vehicleId) => ({ kind: 'vehicle' as const, id: vehicleId })),
    ],
  }),
  'calls:close': request({
    input: z.object({ groupId: id }).strict(),
    output: nothing,
    permission: 'calls.open',
    touches: group,
  }),
  /** Makes the group's call an emergency call of the caller: his priority is above all, and T2 does not end him. */
  'calls:startEmergency': request({
    input: z.object({ groupId: id }).strict(),
    output: talkGroup,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
  /** By whom it was started, or by the centre. */
  'calls:endEmergency': request({
    input: z.object({ groupId: id }).strict(),
    output: talkGroup,
    permission: 'voice.speak',
    touches: group,
    afterExpiry: true,
  }),
  /** The centre rings a vehicle; a vehicle (its own) rings the centre. */
  'calls:ring': request({
    input: z.object({ vehicleId: id }).strict(),
    output: phoneCall,
    permission: 'voice.speak',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /** `conflict` where another desk was first, or it has ended. */
  'calls:answer': request({
    input: z.object({ callId: id }).strict(),
    output: phoneCall,
    permission: 'voice.speak',
    touches: call,
  }),
  'calls:refuse': request({
    input: z.object({ callId: id }).strict(),
    output: phoneCall,
    permission: 'voice.speak',
    touches: call,
    afterExpiry: true,
  }),
  'calls:hangUp': request({
    input: z.object({ callId: id }).strict(),
    output: phoneCall,
    permission: 'voice.speak',
    touches: call,
    afterExpiry: true,
  }),
  /** The other one's leg; only for the two who talk. */
  'calls:hear': request({
    input: z.object({ callId: id }).strict(),
    output: consumption,
    permission: 'voice.speak',
    touches: call,
  }),
  /** Calls that ring or run, for a page that has just come. */
  'calls:list': request({
    input: nothing,
    output: z.object({ calls: z.array(phoneCall) }),
    permission: 'voice.speak',
    touches: touchesNothing,
  }),
  /** Evidence sound of a vehicle without its knowing: an audit row with the reason stands before the first sound. */
  'calls:listenAmbient': request({
    input: z.object({ vehicleId: id, reason: z.string().trim().min(4).max(200) }).strict(),
    output: z.object({ listening: ambientListening, consumption }),
    permission: 'calls.listenAmbient',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  'calls:endAmbient': request({
    input: z.object({ listeningId: id }).strict(),
    output: ambientListening,
    permission: 'calls.listenAmbient',
    touches: touchesNothing,
  }),
  /** What a crew finds in its vehicle's record: listenings that have ended, newest first, of the last 30 days. */
  'calls:ownListenings': request({
    input: nothing,
    output: z.object({ listenings: z.array(ambientListening) }),
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
} as const;

export const callsEvents = {
  'calls:changed': event({
    payload: phoneCall,
    permission: 'voice.speak',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
} as const;
