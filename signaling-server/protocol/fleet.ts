import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing, touchesOwnVehicle } from './contract';
import { place } from './people';

/** One fix in WGS-84. `at` is the device's own time; `number` counts up per vehicle and deduplicates a resend. */
export const position = z.object({
  number: z.number().int().nonnegative(),
  at: moment,
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  /** Kilometres an hour; null where the device does not know. */
  speed: z.number().min(0).max(400).nullable(),
  /** Degrees clockwise from north; null where the device does not know. */
  heading: z.number().min(0).max(360).nullable(),
  /** Metres. */
  accuracy: z.number().min(0).max(100_000).nullable(),
});
export type Position = z.infer<typeof position>;

export const cameraView = z.enum(['front', 'rear', 'cabin', 'mast']);
export type CameraView = z.infer<typeof cameraView>;

/** Why a camera or a vehicle sends nothing, in the words of the record. */
export const gapReason = z.enum([
  'off-duty',
  'vehicle-offline',
  'camera-denied',
  'camera-busy',
  'camera-gone',
  'microphone-denied',
  'microphone-busy',
  'microphone-gone',
  'microphone-muted',
  'page-hidden',
  'poor-network',
  'camera-changed',
  'media-worker-died',
  'server-restarted',
  'recorder-restarted',
  'disk-error',
  'storage-full',
  'no-key-frame',
  'no-media',
  'signed-in-elsewhere',
  'unknown',
]);
export type GapReason = z.infer<typeof gapReason>;

const vagueReasons: ReadonlySet<GapReason> = new Set<GapReason>(['unknown', 'no-media', 'off-duty']);

/** True for a reason that says no more than that nothing came. */
export function isVague(reason: GapReason): boolean {
  return vagueReasons.has(reason);
}

export const camera = z.object({
  id,
  vehicleId: id,
  view: cameraView,
  state: z.enum(['live', 'off']),
  /** Why it is off; null while it is live. */
  reason: gapReason.nullable(),
  /** Changes with every new producer, so that a watcher knows when to watch again. */
  producerId: id.nullable(),
});
export type Camera = z.infer<typeof camera>;

export const vehicleStatus = z.enum(['free', 'busy', 'break']);
export type VehicleStatus = z.infer<typeof vehicleStatus>;

export const vehicle = z.object({
  id,
  plate: z.string(),
  placeId: id,
  /** A terminal or a fleet client of this vehicle is connected. */
  online: z.boolean(),
  onDuty: z.boolean(),
  status: vehicleStatus,
  /** Names of who is aboard, as said at going on duty. */
  crew: z.array(z.string()),
  cameras: z.array(camera),
  /** A microphone of the vehicle sends evidence sound, so that it can be listened to by those who may. */
  hasSound: z.boolean(),
  /** Why it sends none; null while it does. */
  soundReason: gapReason.nullable(),
  position: position.nullable(),
  /** The newer one wins. */
  revision: z.number().int(),
});
export type Vehicle = z.infer<typeof vehicle>;

export const fleetRequests = {
  'fleet:list': request({
    input: nothing,
    output: z.object({ places: z.array(place), vehicles: z.array(vehicle), serverTime: moment }),
    permission: 'fleet.view',
    touches: touchesNothing,
  }),
  /**
   * Where a vehicle went in a span, oldest first, while it belonged to places where the caller may play recordings;
   * `forbidden` where it belonged to no such place then.
   */
  'fleet:track': request({
    input: z.object({ vehicleId: id, from: moment, to: moment }).strict(),
    output: z.object({ positions: z.array(position) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** The terminal's own vehicle, so that the crew sees its state and the terminal comes back to it. */
  'fleet:own': request({
    input: nothing,
    output: z.object({ vehicle, placeName: z.string(), serverTime: moment }),
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  'fleet:goOnDuty': request({
    input: z.object({ crew: z.array(z.string().min(1).max(40)).min(1).max(8) }).strict(),
    output: vehicle,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  'fleet:goOffDuty': request({
    input: nothing,
    output: vehicle,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  'fleet:setStatus': request({
    input: z.object({ status: vehicleStatus }).strict(),
    output: vehicle,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  /** The terminal says why a camera sends nothing (denied, busy, hidden page ...). */
  'fleet:explainCamera': request({
    input: z.object({ view: cameraView, reason: gapReason }).strict(),
    output: nothing,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  /** The same of its evidence sound. */
  'fleet:explainSound': request({
    input: z.object({ reason: gapReason }).strict(),
    output: nothing,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
  /** Fixes in their own time, newest last. Those up to `acknowledged` need not be sent again. */
  'fleet:report': request({
    input: z.object({ positions: z.array(position).min(1).max(500) }).strict(),
    output: z.object({ acknowledged: z.number().int() }),
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
  }),
} as const;

export const fleetEvents = {
  'fleet:changed': event({
    payload: vehicle,
    permission: 'fleet.view',
    touches: (changed) => [{ kind: 'vehicle', id: changed.id }],
  }),
  /** The newest fix of each vehicle that moved since the last one, a few times a second at most. */
  'fleet:moved': event({
    payload: z.array(z.object({ vehicleId: id, position })),
    permission: 'fleet.view',
    touches: (moves) => moves.map(({ vehicleId }) => ({ kind: 'vehicle' as const, id: vehicleId })),
    lossy: { touchesItem: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }] },
  }),
} as const;
