import { z } from 'zod';
import { attachment } from './attachments';
import { id, moment } from './contract';

export const orderPriority = z.enum(['routine', 'urgent', 'flash']);
export type OrderPriority = z.infer<typeof orderPriority>;

/**
 * Where one vehicle is with one order, in exactly one state. `delivered` and `read` are facts about the terminal;
 * `accepted` to `done` about the crew; `closed`, `cancelled` and `expired` end it from the centre's side.
 */
export const receiptStates = [
  'sent',
  'delivered',
  'read',
  'accepted',
  'refused',
  'on-the-way',
  'arrived',
  'done',
  'closed',
  'cancelled',
  'expired',
] as const;
export const receiptState = z.enum(receiptStates);
export type ReceiptState = (typeof receiptStates)[number];

/** In these the crew still has something to do, or has to be told. */
export const openReceiptStates = ['sent', 'delivered', 'read', 'accepted', 'on-the-way', 'arrived'] as const;
export type OpenReceiptState = (typeof openReceiptStates)[number];
export function isReceiptOpen(state: ReceiptState): state is OpenReceiptState {
  return (openReceiptStates as readonly ReceiptState[]).includes(state);
}

export const orderPlace = z.object({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  name: z.string().max(200).nullable(),
  /** Metres around the point: a vehicle inside them has arrived. */
  radius: z.number().int().min(10).max(5_000).default(80),
});
export type OrderPlace = z.infer<typeof orderPlace>;

/** What was asked for. A correction makes the next version, which must be accepted again. */
export const orderContent = z.object({
  text: z.string().trim().min(1).max(2000),
  priority: orderPriority,
  place: orderPlace.nullable(),
  /** By when the crew must have arrived. */
  deadline: moment.nullable(),
  attachmentIds: z.array(id).max(9),
});
export type OrderContent = z.infer<typeof orderContent>;

/** `answered`: the crew was quicker, and the reading stopped. `withdrawn`: the centre was, which took the order back. */
export const readAloudOutcome = z.enum(['read', 'answered', 'withdrawn', 'no-voice', 'muted', 'failed']);

/** A step that the escalation rules took because nobody answered. */
export const escalationStep = z.enum([
  'repeat-with-tone',
  'read-aloud',
  'ring-crew',
  'suggest-next-vehicle',
  'tell-supervisor',
]);
export type EscalationStep = z.infer<typeof escalationStep>;
export const escalationCause = z.enum(['not-delivered', 'not-accepted', 'not-arrived']);
export type EscalationCause = z.infer<typeof escalationCause>;

/**
 * What became of the call of a `ring-crew` step. `no-desk`: nobody in charge was there whom the crew could have answered;
 * `desk-busy`: whoever was spoke already. `stopped`: the order was answered, or taken back, while it rang; `hung-up`: the
 * desk rang off. `interrupted`: the server was started anew meanwhile.
 */
export const crewCallOutcome = z.enum([
  'answered',
  'refused',
  'no-answer',
  'busy',
  'not-reachable',
  'no-desk',
  'desk-busy',
  'hung-up',
  'stopped',
  'interrupted',
  'failed',
]);
export type CrewCallOutcome = z.infer<typeof crewCallOutcome>;

/** How far one vehicle is with one order; each step that was taken has its time and who took it. */
export const receipt = z.object({
  vehicleId: id,
  /** The version that `state` is about. */
  version: z.number().int(),
  state: receiptState,
  times: z.partialRecord(receiptState, moment),
  names: z.partialRecord(receiptState, z.string()),
  /** The crew's or the dispatcher's words on refusing, finishing, cancelling, closing. */
  note: z.string().nullable(),
  /** Photos on finishing. */
  attachmentIds: z.array(id),
  arrivedBy: z.enum(['crew', 'position']).nullable(),
  readAloud: z.object({ outcome: readAloudOutcome, at: moment }).nullable(),
  escalations: z.array(
    z.object({
      at: moment,
      cause: escalationCause,
      step: escalationStep,
      /** The vehicle that was suggested, where the step suggests one and there was one. */
      suggestedVehicleId: id.nullable(),
      /** Of a step that rings the crew, once it is known; `name` is whose desk rang, null where none could. */
      call: z.object({ outcome: crewCallOutcome, at: moment, name: z.string().nullable() }).optional(),
    }),
  ),
});
export type Receipt = z.infer<typeof receipt>;

/**
 * Whether the crew has answered the telephone about what is waited for: nothing more is done about that until the order
 * is sent anew, though it is not accepted by this.
 */
export function answeredByPhone(
  { times: { sent = 0 }, escalations }: Pick<Receipt, 'times' | 'escalations'>,
  cause: EscalationCause,
): boolean {
  return escalations.some((one) => one.cause === cause && one.at >= sent && one.call?.outcome === 'answered');
}

export const order = z.object({
  id,
  number: z.number().int(),
  version: z.number().int(),
  /** The newest version's. */
  content: orderContent,
  /** Older versions, oldest first, for the record. */
  earlier: z.array(z.object({ version: z.number().int(), at: moment, name: z.string(), content: orderContent })),
  attachments: z.array(attachment),
  /** The talk group that goes with it. */
  groupId: id.nullable(),
  senderName: z.string(),
  /** Who is in charge of it now; changes at a shift's hand-over. */
  owner: z.object({ accountId: id, name: z.string() }),
  sentAt: moment,
  /** Not delivered by then, it expires with a word to the dispatcher. */
  expiresAt: moment,
  receipts: z.array(receipt),
  revision: z.number().int(),
});
export type Order = z.infer<typeof order>;

/** A line of the thread between the centre and a vehicle, with or without the order it belongs to. */
export const message = z.object({
  id,
  vehicleId: id,
  orderId: id.nullable(),
  from: z.enum(['crew', 'centre']),
  senderName: z.string(),
  text: z.string(),
  at: moment,
});
export type Message = z.infer<typeof message>;

export const orderTemplate = z.object({
  id,
  placeId: id,
  name: z.string().trim().min(1).max(40),
  text: z.string().trim().min(1).max(2000),
  priority: orderPriority,
});
export type OrderTemplate = z.infer<typeof orderTemplate>;

/** How long something may be waited for. */
export const escalationSeconds = z.number().int().min(5).max(86_400);

/** What happens when nobody answers, for one place and priority; a place without rules has its parent's. */
export const escalationRule = z.object({
  placeId: id,
  priority: orderPriority,
  /** For how long an order waits for a terminal that is offline. */
  expiresAfterSeconds: escalationSeconds,
  /** Counted from sending, from delivery, and from the deadline, by their cause. */
  steps: z
    .array(
      z
        .object({ cause: escalationCause, afterSeconds: z.number().int().min(0).max(86_400), step: escalationStep })
        .strict(),
    )
    .max(20),
});
export type EscalationRule = z.infer<typeof escalationRule>;

/** One vehicle in the advice of whom to send. `reasons` in the order of their weight; the page puts them into words. */
export const rankedVehicle = z.object({
  vehicleId: id,
  rank: z.number().int(),
  /** Metres as the crow flies; null where its fix is too old for advice. */
  distance: z.number().nullable(),
  fixAgeMs: z.number().int().nullable(),
  reasons: z.array(
    z.object({
      reason: z.enum([
        'distance',
        'fix-age',
        'free',
        'busy',
        'on-break',
        'on-another-order',
        'no-crew',
        'crew-aboard',
        'camera-working',
        'no-camera',
        'own-district',
        'other-district',
      ]),
      /** Metres, milliseconds or a count, by the reason; null where it has none. */
      value: z.number().nullable(),
    }),
  ),
  /** Why it stands behind the one before it; null for the first. */
  lostBy: z.enum(['status', 'on-another-order', 'no-crew', 'distance', 'district', 'camera', 'fix-age']).nullable(),
});
export type RankedVehicle = z.infer<typeof rankedVehicle>;

/** A shift that was handed over, as its taker reads it. */
export const handOver = z.object({
  id,
  fromName: z.string(),
  note: z.string(),
  orders: z.number().int(),
  alarms: z.number().int(),
  at: moment,
});
export type HandOver = z.infer<typeof handOver>;

/** One open order or alarm at the end of a shift: `stayed` says why it is still the old one's, null where it was moved. */
export const handOverItem = z.object({
  kind: z.enum(['order', 'alarm']),
  id,
  number: z.number().int(),
  /** The words of an order, the kind of an alarm. */
  text: z.string(),
  /** Its vehicles; of what stayed as `not-in-charge` those that the successor is not in charge of. */
  vehicleIds: z.array(id),
  /** `changed`: it was another's, or over, when its turn came. */
  stayed: z.enum(['not-in-charge', 'changed', 'failed']).nullable(),
});
export type HandOverItem = z.infer<typeof handOverItem>;

/** Times in milliseconds over the receipts of a span, each from the step before it; null where there was none. */
export const orderTimes = z.object({
  subjectId: id,
  name: z.string(),
  level: z.enum(['district', 'team', 'vehicle']),
  orders: z.number().int(),
  refused: z.number().int(),
  late: z.number().int(),
  deliverP50Ms: z.number().nullable(),
  deliverP95Ms: z.number().nullable(),
  acceptP50Ms: z.number().nullable(),
  acceptP95Ms: z.number().nullable(),
  arriveP50Ms: z.number().nullable(),
  arriveP95Ms: z.number().nullable(),
  finishP50Ms: z.number().nullable(),
  finishP95Ms: z.number().nullable(),
});
export type OrderTimes = z.infer<typeof orderTimes>;
