import { z } from 'zod';
import { event, id, moment, request, touchesNothing } from './contract';

export const orderPriority = z.enum(['routine', 'urgent', 'flash']);
export type OrderPriority = z.infer<typeof orderPriority>;

/** `delivered` is a fact about the terminal, `accepted` and after are facts about the crew. */
export const receiptStates = ['sent', 'delivered', 'accepted', 'refused', 'arrived', 'done'] as const;
export const receiptState = z.enum(receiptStates);
export type ReceiptState = (typeof receiptStates)[number];

export const orderPlace = z.object({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  name: z.string().max(200).nullable(),
});

/** How far one vehicle is with one order; each step that was taken has its time. */
export const receipt = z.object({
  vehicleId: id,
  state: receiptState,
  times: z.partialRecord(receiptState, moment),
  /** The crew's words on refusing or finishing. */
  note: z.string().nullable(),
});
export type Receipt = z.infer<typeof receipt>;

export const order = z.object({
  id,
  number: z.number().int(),
  text: z.string(),
  priority: orderPriority,
  place: orderPlace.nullable(),
  senderName: z.string(),
  sentAt: moment,
  receipts: z.array(receipt),
  revision: z.number().int(),
});
export type Order = z.infer<typeof order>;

/** A short word from the crew to the centre, with or without the order it belongs to. */
export const message = z.object({
  id,
  vehicleId: id,
  orderId: id.nullable(),
  senderName: z.string(),
  text: z.string(),
  at: moment,
});
export type Message = z.infer<typeof message>;

/** One vehicle in the advice of whom to send. `reasons` in the order of their weight; the page puts them into words. */
export const rankedVehicle = z.object({
  vehicleId: id,
  rank: z.number().int(),
  /** Metres as the crow flies. */
  distance: z.number(),
  fixAgeMs: z.number().int(),
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
      ]),
      /** Metres, milliseconds or a count, by the reason; null where it has none. */
      value: z.number().nullable(),
    }),
  ),
  /** Why it stands behind the one before it; null for the first. */
  lostBy: z.enum(['status', 'on-another-order', 'no-crew', 'distance', 'camera']).nullable(),
});
export type RankedVehicle = z.infer<typeof rankedVehicle>;

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
        text: z.string().trim().min(1).max(2000),
        priority: orderPriority,
        place: orderPlace.nullable(),
      })
      .strict(),
    output: order,
    permission: 'orders.send',
    touches: ({ vehicleIds }) => vehicleIds.map((vehicleId) => ({ kind: 'vehicle' as const, id: vehicleId })),
  }),
  /** The terminal's receipt or the crew's step. Repeating the present state changes nothing and is no error. */
  'orders:advance': request({
    input: z
      .object({
        orderId: id,
        state: z.enum(['delivered', 'accepted', 'refused', 'arrived', 'done']),
        note: z.string().trim().max(500).nullable(),
      })
      .strict(),
    output: order,
    permission: 'terminal.work',
    touches: ({ orderId }) => [{ kind: 'own-vehicle' }, { kind: 'order', id: orderId }],
    afterExpiry: true,
  }),
  /** Who should go: the best first, 20 at most, of the vehicles that the caller may send. */
  'orders:rank': request({
    input: z
      .object({
        longitude: z.number().min(-180).max(180),
        latitude: z.number().min(-90).max(90),
        /** Vehicles not to advise, such as the one that refused. */
        except: z.array(id).max(200).default([]),
      })
      .strict(),
    output: z.object({ vehicles: z.array(rankedVehicle), oldestFixMs: z.number().int() }),
    permission: 'orders.send',
    touches: touchesNothing,
  }),
  'orders:say': request({
    input: z.object({ clientKey: z.uuid(), orderId: id.nullable(), text: z.string().trim().min(1).max(500) }).strict(),
    output: message,
    permission: 'terminal.work',
    touches: ({ orderId }) =>
      orderId === null ? [{ kind: 'own-vehicle' }] : [{ kind: 'own-vehicle' }, { kind: 'order', id: orderId }],
  }),
} as const;

export const ordersEvents = {
  'orders:changed': event({
    payload: order,
    permission: 'orders.view',
    touches: ({ receipts }) => receipts.map(({ vehicleId }) => ({ kind: 'vehicle' as const, id: vehicleId })),
  }),
  'orders:said': event({
    payload: message,
    permission: 'orders.view',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
} as const;
