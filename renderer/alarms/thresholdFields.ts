import { alarmThresholds, type AlarmThresholds } from '@protocol';

type ThresholdName = keyof AlarmThresholds;

/** In the order of the page: what a vehicle, its pictures, its driving and the centre are watched for, then the patience. */
export const thresholdFields: readonly { readonly name: ThresholdName; readonly unit: ThresholdUnit }[] = [
  { name: 'vehicleLostSeconds', unit: 's' },
  { name: 'cameraLostSeconds', unit: 's' },
  { name: 'noSoundSeconds', unit: 's' },
  { name: 'silentSoundSeconds', unit: 's' },
  { name: 'noKeyFramesSeconds', unit: 's' },
  { name: 'frozenPictureSeconds', unit: 's' },
  { name: 'blackPictureSeconds', unit: 's' },
  { name: 'coveredPictureSeconds', unit: 's' },
  { name: 'leftAreaSeconds', unit: 's' },
  { name: 'overspeedKilometresPerHour', unit: 'km/h' },
  { name: 'stillMinutes', unit: 'min' },
  { name: 'clockOffMs', unit: 'ms' },
  { name: 'recordingGapSeconds', unit: 's' },
  { name: 'diskFreePercent', unit: '%' },
  { name: 'louderAfterSeconds', unit: 's' },
  { name: 'ownerGoneSeconds', unit: 's' },
  { name: 'hysteresisSeconds', unit: 's' },
];
export type ThresholdUnit = 's' | 'min' | 'ms' | 'km/h' | '%';

/** What is typed, before it is known to be a number; null for what is switched off. */
export type TypedThresholds = Readonly<Record<ThresholdName, string | null>>;

export function typedOf(thresholds: AlarmThresholds): TypedThresholds {
  return Object.fromEntries(
    thresholdFields.map(({ name }) => [name, thresholds[name] === null ? null : String(thresholds[name])]),
    // Every threshold is a field, which the test holds.
  ) as TypedThresholds;
}

/** Whether a threshold may be switched off. */
export function isOptional(name: ThresholdName): boolean {
  return alarmThresholds.shape[name].safeParse(null).success;
}

/** The thresholds that were typed, or the names of those that are out of their bounds. */
export function readTyped(
  typed: TypedThresholds,
): { readonly thresholds: AlarmThresholds } | { readonly wrong: readonly string[] } {
  const parsed = alarmThresholds.safeParse(
    Object.fromEntries(
      Object.entries(typed).map(([name, text]) => [
        name,
        text === null ? null : text.trim() === '' ? NaN : Number(text),
      ]),
    ),
  );
  if (parsed.success) return { thresholds: parsed.data };
  return { wrong: [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))] };
}
