import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing, touchesOwnVehicle } from './contract';

export const alarmKinds = [
  'sos',
  'vehicle-lost',
  'camera-lost',
  'no-key-frames',
  'frozen-picture',
  'black-picture',
  'covered-picture',
  'no-sound',
  'left-area',
  'overspeed',
  'still-too-long',
  'recording-gap',
  'disk',
  'clock-off',
  'kpi-breach',
] as const;
export const alarmKind = z.enum(alarmKinds);
export type AlarmKind = (typeof alarmKinds)[number];

/** Every alarm has an owner or is looking for one: exactly one state at every second. */
export const alarmStates = ['unattended', 'attended', 'parked', 'completed'] as const;
export const alarmState = z.enum(alarmStates);
export type AlarmState = (typeof alarmStates)[number];

/** What was done to an alarm, by a person or by a fact. */
export const alarmTransition = z.enum([
  'raised',
  'attended',
  'released',
  'parked',
  'unparked',
  'completed',
  'owner-gone',
  'passed-on',
  'handed-over',
  'cleared',
  'raised-again',
  'undone',
]);
export type AlarmTransition = z.infer<typeof alarmTransition>;

export const alarm = z.object({
  id,
  number: z.number().int(),
  kind: alarmKind,
  placeId: id,
  vehicleId: id.nullable(),
  cameraId: id.nullable(),
  state: alarmState,
  owner: z.object({ accountId: id, name: z.string() }).nullable(),
  /** While it is unattended: the dispatcher whose turn it is to take it; null where none is there. */
  called: z.object({ accountId: id, name: z.string() }).nullable(),
  raisedAt: moment,
  /** When the fact behind it ended by itself; an alarm may be cleared and still unattended. */
  clearedAt: moment.nullable(),
  /** How often the fact came and went in this one alarm. */
  count: z.number().int(),
  /** 1 to 3: how loud an unattended alarm has become. */
  loudness: z.number().int().min(1).max(3),
  parkedUntil: moment.nullable(),
  /** Numbers and names for the sentence, by kind: `plate`, `view`, `speed`, `limit`, `seconds`, `freeBytes`, `kpi`; `sound` is `silent` where it is sent and nothing is in it; `reason` is a `GapReason`, where the terminal has said why. */
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  position: z.object({ longitude: z.number(), latitude: z.number(), at: moment }).nullable(),
  history: z.array(
    z.object({ at: moment, transition: alarmTransition, name: z.string(), note: z.string().nullable() }),
  ),
  revision: z.number().int(),
});
export type Alarm = z.infer<typeof alarm>;

/** When the automatic alarms of one place are raised; null switches one off. A place without has its parent's. */
export const alarmThresholds = z.object({
  vehicleLostSeconds: z.number().int().min(5).max(3600).nullable(),
  cameraLostSeconds: z.number().int().min(5).max(3600).nullable(),
  noKeyFramesSeconds: z.number().int().min(5).max(600).nullable(),
  frozenPictureSeconds: z.number().int().min(20).max(3600).nullable(),
  blackPictureSeconds: z.number().int().min(20).max(3600).nullable(),
  coveredPictureSeconds: z.number().int().min(20).max(3600).nullable(),
  /** No sound is sent. */
  noSoundSeconds: z.number().int().min(5).max(3600).nullable(),
  /** Sound is sent, and it is nothing but digital silence, as of a microphone that is dead. */
  silentSoundSeconds: z.number().int().min(10).max(3600).nullable(),
  leftAreaSeconds: z.number().int().min(5).max(3600).nullable(),
  overspeedKilometresPerHour: z.number().int().min(10).max(300).nullable(),
  stillMinutes: z.number().int().min(1).max(1440).nullable(),
  recordingGapSeconds: z.number().int().min(5).max(3600).nullable(),
  diskFreePercent: z.number().min(1).max(50).nullable(),
  clockOffMs: z.number().int().min(500).max(600_000).nullable(),
  /** An unattended alarm gets louder after each such time, and is passed on to the next person. */
  louderAfterSeconds: z.number().int().min(5).max(3600),
  /** An owner's console may be gone for so long before his alarm is unattended again. */
  ownerGoneSeconds: z.number().int().min(5).max(3600),
  /** A fact must have been gone for so long before its coming back is a new alarm. */
  hysteresisSeconds: z.number().int().min(5).max(3600),
});
export type AlarmThresholds = z.infer<typeof alarmThresholds>;

const subject = ({ alarmId }: { alarmId: string }) => [{ kind: 'alarm' as const, id: alarmId }];
const one = { alarmId: id };

export const alarmsRequests = {
  /** Those not completed and those of the last 24 hours, newest first. */
  'alarms:list': request({
    input: nothing,
    output: z.object({ alarms: z.array(alarm) }),
    permission: 'alarms.view',
    touches: touchesNothing,
  }),
  /** The crew's call for help; repeated with the same `clientKey` until it is answered. */
  'alarms:raiseSos': request({
    input: z
      .object({
        clientKey: z.uuid(),
        /** The device's own time. */
        pressedAt: moment,
        position: z
          .object({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) })
          .nullable(),
      })
      .strict(),
    output: alarm,
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
    afterExpiry: true,
  }),
  /** Within 3 s (and a little for the way) of the press. */
  'alarms:undoSos': request({
    input: z.object(one).strict(),
    output: alarm,
    permission: 'terminal.work',
    touches: ({ alarmId }) => [{ kind: 'own-vehicle' }, { kind: 'alarm', id: alarmId }],
    afterExpiry: true,
  }),
  /** The terminal's own open call for help, for a page that has just come back. */
  'alarms:own': request({
    input: nothing,
    output: z.object({ alarm: alarm.nullable() }),
    permission: 'terminal.work',
    touches: touchesOwnVehicle,
    afterExpiry: true,
  }),
  /** `conflict` where another has it. */
  'alarms:attend': request({
    input: z.object(one).strict(),
    output: alarm,
    permission: 'alarms.attend',
    touches: subject,
  }),
  'alarms:release': request({
    input: z.object(one).strict(),
    output: alarm,
    permission: 'alarms.attend',
    touches: subject,
  }),
  'alarms:park': request({
    input: z.object({ ...one, until: moment, reason: z.string().trim().min(1).max(500) }).strict(),
    output: alarm,
    permission: 'alarms.attend',
    touches: subject,
  }),
  'alarms:complete': request({
    input: z.object({ ...one, result: z.string().trim().min(1).max(1000) }).strict(),
    output: alarm,
    permission: 'alarms.attend',
    touches: subject,
  }),
  'alarms:thresholds': request({
    input: z.object({ placeId: id }).strict(),
    output: z.object({
      thresholds: alarmThresholds,
      inherited: z.boolean(),
      /** What holds where nobody has set anything. */
      defaults: alarmThresholds,
    }),
    permission: 'alarms.configure',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
  'alarms:saveThresholds': request({
    /** Null: from now on the place has its parent's. */
    input: z.object({ placeId: id, thresholds: alarmThresholds.strict().nullable() }).strict(),
    output: nothing,
    permission: 'alarms.configure',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
} as const;

export const alarmsEvents = {
  'alarms:changed': event({
    payload: alarm,
    permission: 'alarms.view',
    touches: ({ vehicleId, placeId }) => [
      vehicleId === null ? { kind: 'place', id: placeId } : { kind: 'vehicle', id: vehicleId },
    ],
  }),
} as const;
