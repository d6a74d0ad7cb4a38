import { floorSettings, type FloorSettings } from '@protocol';

export type FloorSettingName = keyof FloorSettings;

/** In the order of the page: how long one speaks, how he is ended, how one waits, how long a call stays. */
export const floorSettingsFields: readonly FloorSettingField[] = [
  { name: 'talkLimitMs', timer: 'T2', unit: 's' },
  { name: 'talkLimitWarningMs', timer: null, unit: 's' },
  { name: 'graceMs', timer: 'T3', unit: 's' },
  { name: 'endOfMediaMs', timer: 'T1', unit: 's' },
  { name: 'queueLength', timer: null, unit: 'people' },
  { name: 'grantedFromQueueMs', timer: 'T20', unit: 's' },
  { name: 'queuedGrantActionMs', timer: 'T132', unit: 's' },
  { name: 'hangTimeMs', timer: 'T4', unit: 's' },
  { name: 'emergencyHangTimeMs', timer: 'T4', unit: 's' },
];

interface FloorSettingField {
  readonly name: FloorSettingName;
  /** As TS 24.380 calls it; null where it has no name for it. */
  readonly timer: string | null;
  readonly unit: 's' | 'people';
}

/** What is typed, in seconds where it is a time, before it is known to be a number. */
export type TypedFloorSettings = Readonly<Record<FloorSettingName, string>>;

const MS_IN_SECOND = 1_000;

const isTime = (name: FloorSettingName): boolean => name !== 'queueLength';

/** As it is shown: milliseconds as seconds. */
export function shownSetting(name: FloorSettingName, value: number): string {
  return String(isTime(name) ? value / MS_IN_SECOND : value);
}

export function typedOf(settings: FloorSettings): TypedFloorSettings {
  return Object.fromEntries(
    floorSettingsFields.map(({ name }) => [name, shownSetting(name, settings[name])]),
    // Every setting is a field, which the test holds.
  ) as TypedFloorSettings;
}

/** What may be typed, from the least to the most, as it is shown. */
export function boundsOf(name: FloorSettingName): readonly [string, string] {
  const { minValue, maxValue } = floorSettings.shape[name];
  return [shownSetting(name, minValue ?? 0), shownSetting(name, maxValue ?? 0)];
}

/** The settings, or the names of those that are no number or out of bounds. */
export function readTyped(
  typed: TypedFloorSettings,
): { readonly settings: FloorSettings } | { readonly wrong: readonly FloorSettingName[] } {
  const read = Object.fromEntries(
    floorSettingsFields.map(({ name }) => {
      const text = typed[name].trim();
      const number = text === '' ? Number.NaN : Number(text);
      return [name, isTime(name) ? Math.round(number * MS_IN_SECOND) : number];
    }),
  );
  const parsed = floorSettings.safeParse(read);
  if (parsed.success) return { settings: parsed.data };
  const wrong = new Set(parsed.error.issues.map(({ path: [name] }) => name));
  return { wrong: floorSettingsFields.flatMap(({ name }) => (wrong.has(name) ? [name] : [])) };
}
