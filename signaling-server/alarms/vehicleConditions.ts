import { isVague, type AlarmKind, type AlarmThresholds, type GapReason, type Vehicle } from '@protocol';
import type { AlarmFact } from './Alarms';
import { SETTLED_MS } from './StillWatch';

/** Something that would be an alarm if it lasts. */
export interface Condition {
  readonly fact: AlarmFact;
  readonly isSo: boolean;
  /** For how long it must be so first. */
  readonly holdMs: number;
}

/** A fix older than this does not say in which district the vehicle is. */
const AREA_FIX_LIMIT_MS = 60_000;
/** A fix older than this says nothing of the present speed. */
const SPEED_FIX_LIMIT_MS = 15_000;
/** A fix may be wrong by so much, and a road along the border is no other district. */
const BORDER_METRES = 100;
/** How long a speed must be too high: a wrong fix is no speeding. */
const OVERSPEED_MS = 5_000;

/** What is known of a vehicle beside what it says of itself. */
export interface VehicleFacts {
  readonly at: number;
  /** Null where nothing is known. */
  readonly clockOffMs: number | null;
  /** For how long it has stood where it is; 0 while it moves and where nothing is known. */
  readonly stoodMs: number;
  /** The name of its area and how far it is outside; null where it has none, or no fix. */
  readonly outside: { readonly area: string; readonly metres: number } | null;
  /** Cameras that have sent since the vehicle came on duty: one that the crew does not use is not lost. */
  readonly camerasInUse: ReadonlySet<string>;
  /** Cameras that send and of which no key frame has come for so long, in milliseconds. */
  readonly withoutKeyFrameMs: ReadonlyMap<string, number>;
  /** For how long its sound has been nothing but digital silence; 0 where it is not, and where that is not known. */
  readonly silentSoundMs: number;
}

/** What could be wrong with one vehicle, each with whether it is so now. */
export function vehicleConditions(
  vehicle: Vehicle,
  thresholds: AlarmThresholds,
  { at, clockOffMs, stoodMs, outside, camerasInUse, withoutKeyFrameMs, silentSoundMs }: VehicleFacts,
): Condition[] {
  const { id, plate, placeId, online, onDuty, status, cameras, hasSound, soundReason, position } = vehicle;
  const condition = (
    kind: AlarmKind,
    threshold: number | null,
    isSo: boolean,
    holdMs: number,
    more: { cameraId?: string; details?: Record<string, string | number> } = {},
  ): Condition => ({
    fact: {
      ...{ kind, placeId, vehicleId: id, cameraId: more.cameraId ?? null },
      details: { plate, ...more.details },
      position: position && { longitude: position.longitude, latitude: position.latitude, at: position.at },
    },
    // What is switched off is over where it stood open.
    isSo: isSo && threshold !== null,
    holdMs,
  });
  const works = onDuty && online;
  const speed = position !== null && at - position.at < SPEED_FIX_LIMIT_MS ? position.speed : null;
  const { vehicleLostSeconds, cameraLostSeconds, noKeyFramesSeconds, leftAreaSeconds } = thresholds;
  const { noSoundSeconds, silentSoundSeconds } = thresholds;
  const isSilent = hasSound && silentSoundMs >= (silentSoundSeconds ?? Infinity) * 1000;
  const isFixed = position !== null && at - position.at < AREA_FIX_LIMIT_MS;
  const { overspeedKilometresPerHour: limit, stillMinutes, clockOffMs: clockLimitMs } = thresholds;
  return [
    condition('vehicle-lost', vehicleLostSeconds, onDuty && !online, (vehicleLostSeconds ?? 0) * 1000),
    ...cameras.map(({ id: cameraId, view, state, reason }) =>
      condition(
        'camera-lost',
        cameraLostSeconds,
        works && state === 'off' && camerasInUse.has(cameraId),
        (cameraLostSeconds ?? 0) * 1000,
        { cameraId, details: { view, ...whyOf(reason) } },
      ),
    ),
    ...cameras.map(({ id: cameraId, view }) =>
      condition(
        'no-key-frames',
        noKeyFramesSeconds,
        works && (withoutKeyFrameMs.get(cameraId) ?? 0) >= (noKeyFramesSeconds ?? 0) * 1000,
        0,
        { cameraId, details: { view } },
      ),
    ),
    condition(
      'left-area',
      leftAreaSeconds,
      works && isFixed && outside !== null && outside.metres > BORDER_METRES,
      (leftAreaSeconds ?? 0) * 1000,
      { details: outside === null ? {} : { area: outside.area, metres: Math.round(outside.metres) } },
    ),
    // What has been counted has lasted; where none is sent, it must last from now on. It is one alarm either way.
    isSilent
      ? condition('no-sound', silentSoundSeconds, works, 0, { details: { sound: 'silent' } })
      : condition('no-sound', noSoundSeconds, works && !hasSound, (noSoundSeconds ?? 0) * 1000, {
          details: whyOf(soundReason),
        }),
    condition('overspeed', limit, works && speed !== null && limit !== null && speed > limit, OVERSPEED_MS, {
      details: { speed: Math.round(speed ?? 0), limit: limit ?? 0 },
    }),
    condition(
      'still-too-long',
      stillMinutes,
      // One that has been told to stay somewhere is busy, and begins anew when it is free.
      works && status === 'free' && stoodMs > 0,
      (stillMinutes ?? 0) * 60_000 - SETTLED_MS,
    ),
    condition(
      'clock-off',
      clockLimitMs,
      works && clockOffMs !== null && clockLimitMs !== null && Math.abs(clockOffMs) > clockLimitMs,
      OVERSPEED_MS,
      { details: { ms: Math.round(clockOffMs ?? 0) } },
    ),
  ];
}

/** What the terminal says of it; that nothing comes is said by the alarm itself. */
function whyOf(reason: GapReason | null): { reason?: GapReason } {
  return reason === null || isVague(reason) ? {} : { reason };
}
