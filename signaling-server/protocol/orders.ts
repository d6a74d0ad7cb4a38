import { z } from 'zod';
import { event, id, moment, nothing, request, route, touchesNothing } from './contract';
import {
  escalationRule,
  escalationSeconds,
  escalationStep,
  handOver,
  handOverItem,
  message,
  order,
  orderContent,
  orderTemplate,
  orderTimes,
  rankedVehicle,
  readAloudOutcome,
} from './order';

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
        expiresAfterSeconds: escalationSeconds.optional(),
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
  /** Of one place, for those who set them; they need not see orders. */
  'orders:settings': request({
    input: z.object({ placeId: id }).strict(),
    output: z.object({ rules: z.array(escalationRule), templates: z.array(orderTemplate) }),
    permission: 'orders.configure',
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
  /** What was handed over to the caller and he has not read yet, oldest first. */
  'orders:handOvers': request({
    input: nothing,
    output: z.object({ handOvers: z.array(handOver) }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
  'orders:seeHandOver': request({
    input: z.object({ handOverId: id }).strict(),
    output: nothing,
    permission: 'orders.send',
    touches: touchesNothing,
  }),
  /**
   * Moves the caller's open orders and alarms to the next dispatcher, with a note, and answers with each of them: what
   * was moved and what stayed, and why. `orders` and `alarms` are how many were moved.
   */
  'orders:handOver': request({
    input: z.object({ accountId: id, note: z.string().trim().max(1000) }).strict(),
    output: z.object({ orders: z.number().int(), alarms: z.number().int(), items: z.array(handOverItem) }),
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
  /** To the desk for which the server rings a crew that does not answer its order: the call is that page's own. */
  'orders:crewRung': event({
    payload: z.object({ orderId: id, vehicleId: id, callId: id }),
    permission: 'orders.send',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /** To the one who takes over. */
  'orders:handedOver': event({
    payload: handOver,
    permission: 'orders.send',
    touches: touchesNothing,
  }),
} as const;

export const ordersRoutes = {
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
