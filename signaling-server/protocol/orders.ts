import { z } from 'zod';
import { event, id, moment, nothing, request, route, touchesNothing } from './contract';

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

/** A picture, a frame taken from live video, or a voice note. Pictures are re-encoded by the server, metadata removed. */
export const attachment = z.object({
  id,
  kind: z.enum(['picture', 'frame', 'voice-note']),
  mimeType: z.enum(['image/jpeg', 'audio/ogg', 'audio/webm', 'audio/mp4']),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** When and where it was taken, as its metadata or its sender said; null where unknown. */
  takenAt: moment.nullable(),
  position: z
    .object({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) })
    .nullable(),
  /** The camera a frame was taken from. */
  cameraId: id.nullable(),
});
export type Attachment = z.infer<typeof attachment>;

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

export const readAloudOutcome = z.enum(['read', 'no-voice', 'muted', 'failed']);

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
    }),
  ),
});
export type Receipt = z.infer<typeof receipt>;

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

const seconds = z.number().int().min(5).max(86_400);

/** What happens when nobody answers, for one place and priority; a place without rules has its parent's. */
export const escalationRule = z.object({
  placeId: id,
  priority: orderPriority,
  /** For how long an order waits for a terminal that is offline. */
  expiresAfterSeconds: seconds,
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

const span = { from: moment, to: moment };
const orderSubject = ({ orderId }: { orderId: string }) => [{ kind: 'order' as const, id: orderId }];
const vehicles = (vehicleIds: readonly string[]) =>
  vehicleIds.map((vehicleId) => ({ kind: 'vehicle' as const, id: vehicleId }));
const attachments = (attachmentIds: readonly string[]) =>
  attachmentIds.map((attachmentId) => ({ kind: 'attachment' as const, id: attachmentId }));
const ownOrder = ({ orderId }: { orderId: string }) => [
  { kind: 'own-vehicle' as const },
  { kind: 'order' as const, id: orderId },
];

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

export const ordersRequests = {
  /** Open orders and those of the last 24 hours, newest first; a terminal is given its own vehicle's only. */
  'orders:list': request({
    input: z.object({}).strict(),
    output: z.object({ orders: z.array(order), messages: z.array(message) }),
    permission: 'orders.view',
    touches: touchesNothing,
  }),
  /** Sent again with the same `clientKey`, it answers with the order that exists. */
  'orders:send': request({
    input: z
      .object({
        clientKey: z.uuid(),
        vehicleIds: z.array(id).min(1).max(200),
        content: orderContent.strict(),
        groupId: id.nullable().default(null),
        /** For how long it waits for a terminal that is offline; the place's rule where it is left out. */
        expiresAfterSeconds: seconds.optional(),
      })
      .strict(),
    output: order,
    permission: 'orders.send',
    touches: ({ vehicleIds, groupId, content }) => [
      ...vehicles(vehicleIds),
      ...attachments(content.attachmentIds),
      ...(groupId === null ? [] : [{ kind: 'group' as const, id: groupId }]),
    ],
  }),
  /** Makes the next version of what `version` said; `conflict` where it is no longer the newest. */
  'orders:correct': request({
    input: z.object({ orderId: id, version: z.number().int(), content: orderContent.strict() }).strict(),
    output: order,
    permission: 'orders.send',
    touches: ({ orderId, content }) => [...orderSubject({ orderId }), ...attachments(content.attachmentIds)],
  }),
  /** For one vehicle, or for all that are not finished. */
  'orders:cancel': request({
    input: z.object({ orderId: id, vehicleId: id.nullable(), reason: z.string().trim().min(1).max(500) }).strict(),
    output: order,
    permission: 'orders.send',
    touches: orderSubject,
  }),
  /** The dispatcher closes what a crew has done or refused. */
  'orders:close': request({
    input: z.object({ orderId: id, vehicleId: id.nullable(), note: z.string().trim().max(500).nullable() }).strict(),
    output: order,
    permission: 'orders.send',
    touches: orderSubject,
  }),
  /** The terminal's receipt or the crew's step. Repeating the present state changes nothing and is no error. */
  'orders:advance': request({
    input: z
      .object({
        orderId: id,
        version: z.number().int(),
        state: z.enum(['delivered', 'read', 'accepted', 'refused', 'on-the-way', 'arrived', 'done']),
        note: z.string().trim().max(500).nullable(),
        attachmentIds: z.array(id).max(9).default([]),
        /** The device's own time of the step, where it was taken without a network; the server's own where it is null. */
        at: moment.nullable().default(null),
      })
      .strict(),
    output: order,
    permission: 'terminal.work',
    touches: ({ orderId, attachmentIds }) => [...ownOrder({ orderId }), ...attachments(attachmentIds)],
    afterExpiry: true,
  }),
  /** Read aloud, or not and why. */
  'orders:reportReadAloud': request({
    input: z.object({ orderId: id, version: z.number().int(), outcome: readAloudOutcome }).strict(),
    output: nothing,
    permission: 'terminal.work',
    touches: ownOrder,
    afterExpiry: true,
  }),
  /** The crew's word. */
  'orders:say': request({
    input: z.object({ clientKey: z.uuid(), orderId: id.nullable(), text: z.string().trim().min(1).max(500) }).strict(),
    output: message,
    permission: 'terminal.work',
    touches: ({ orderId }) => (orderId === null ? [{ kind: 'own-vehicle' }] : ownOrder({ orderId })),
  }),
  /** The centre's word, in the same thread. */
  'orders:reply': request({
    input: z
      .object({ clientKey: z.uuid(), vehicleId: id, orderId: id.nullable(), text: z.string().trim().min(1).max(500) })
      .strict(),
    output: message,
    permission: 'orders.send',
    touches: ({ vehicleId, orderId }) => [
      { kind: 'vehicle', id: vehicleId },
      ...(orderId === null ? [] : [{ kind: 'order' as const, id: orderId }]),
    ],
  }),
  /** Who should go: the best first, 20 at most, of the vehicles that the caller may send. */
  'orders:rank': request({
    input: z
      .object({
        longitude: z.number().min(-180).max(180),
        latitude: z.number().min(-90).max(90),
        /** Vehicles not to advise, such as the one that refused. */
        except: z.array(id).max(200).default([]),
        /** The district that the place lies in, where the asker knows it: its own vehicles go first of equals. */
        placeId: id.nullable().default(null),
      })
      .strict(),
    output: z.object({ vehicles: z.array(rankedVehicle), oldestFixMs: z.number().int() }),
    permission: 'orders.send',
    touches: ({ placeId }) => (placeId === null ? [] : [{ kind: 'place', id: placeId }]),
  }),
  'orders:templates': request({
    input: nothing,
    output: z.object({ templates: z.array(orderTemplate) }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
  'orders:saveTemplate': request({
    input: z.object({ template: orderTemplate.strict() }).strict(),
    output: orderTemplate,
    permission: 'orders.configure',
    touches: ({ template }) => [{ kind: 'place', id: template.placeId }],
  }),
  'orders:deleteTemplate': request({
    input: z.object({ templateId: id, placeId: id }).strict(),
    output: nothing,
    permission: 'orders.configure',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
  'orders:rules': request({
    input: z.object({ placeId: id }).strict(),
    output: z.object({ rules: z.array(escalationRule) }),
    permission: 'orders.view',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
  'orders:saveRule': request({
    input: z.object({ rule: escalationRule.strict() }).strict(),
    output: escalationRule,
    permission: 'orders.configure',
    touches: ({ rule }) => [{ kind: 'place', id: rule.placeId }],
  }),
  /** The supervisor's times by district, team and vehicle. */
  'orders:times': request({
    input: z.object(span).strict(),
    output: z.object({ times: z.array(orderTimes) }),
    permission: 'orders.review',
    touches: touchesNothing,
  }),
  /** To whom a shift can be handed over: those in charge of a place that the caller is in charge of. */
  'orders:successors': request({
    input: nothing,
    output: z.object({ accounts: z.array(z.object({ accountId: id, name: z.string(), online: z.boolean() })) }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
  /** Moves the caller's open orders and alarms to the next dispatcher, with a note. */
  'orders:handOver': request({
    input: z.object({ accountId: id, note: z.string().trim().max(1000) }).strict(),
    output: z.object({ orders: z.number().int(), alarms: z.number().int() }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
} as const;

export const ordersEvents = {
  'orders:changed': event({
    payload: order,
    permission: 'orders.view',
    touches: ({ receipts }) => vehicles(receipts.map(({ vehicleId }) => vehicleId)),
  }),
  'orders:said': event({
    payload: message,
    permission: 'orders.view',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /** To a terminal: an escalation step that it must carry out now. */
  'orders:escalated': event({
    payload: z.object({ orderId: id, vehicleId: id, version: z.number().int(), step: escalationStep }),
    permission: 'orders.view',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /** To the one who takes over. */
  'orders:handedOver': event({
    payload: z.object({ fromName: z.string(), note: z.string(), orders: z.number().int(), alarms: z.number().int() }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
} as const;

export const ATTACHMENT_MOST_BYTES = 12 * 1024 * 1024;

/** Why a file was not taken, as the first word of the refusal's message. */
export const attachmentRefusals = [
  'unknown-kind',
  'wrong-type',
  'not-a-picture',
  'too-many-pixels',
  'not-a-voice-note',
  'too-large',
  'time-in-the-future',
] as const;

export const ordersRoutes = {
  /**
   * The body is the file, 12 MB at most, with its `content-type` and `x-attachment-kind`; a picture is re-encoded. What
   * the sender knows of a frame goes into `x-taken-at`, `x-position` (`longitude,latitude`) and `x-camera-id`. Answers
   * with the attachment, which belongs to its sender until an order or a receipt takes it. A file that is not what it
   * says it is refused with `invalid-input` and a message that begins with one of `attachmentRefusals`.
   */
  'POST /media/attachments': route({
    params: z.object({}),
    mostBytes: ATTACHMENT_MOST_BYTES,
    permission: 'orders.view',
    touches: touchesNothing,
  }),
  'GET /media/attachments/:attachmentId': route({
    params: z.object({ attachmentId: id }),
    permission: 'orders.view',
    touches: ({ attachmentId }) => [{ kind: 'attachment', id: attachmentId }],
  }),
  /** The words of an order as sound made on the server, for a device without a voice. */
  'GET /media/orders/:orderId/spoken': route({
    params: z.object({ orderId: id }),
    permission: 'terminal.work',
    touches: ({ orderId }) => [{ kind: 'own-vehicle' }, { kind: 'order', id: orderId }],
  }),
  /** The supervisor's times as CSV, cells safe to open in a spreadsheet; `from`, `to` and `language` in the query. */
  'GET /reports/order-times.csv': route({
    params: z.object({}),
    permission: 'orders.review',
    touches: touchesNothing,
  }),
} as const;
