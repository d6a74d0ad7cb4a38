import { defaultFloorSettings } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import {
  boundsOf,
  floorSettingsFields,
  shownSetting,
  type FloorSettingName,
  type TypedFloorSettings,
} from './floorSettingsFields';
import { floorSettingNameWords, floorSettingsWords } from './floorSettingsWords';

/** Every setting of a floor with its number, its name in the standard, what is usual and its bounds. */
export function FloorSettingsTable({
  typed,
  wrong,
  onChange,
}: {
  typed: TypedFloorSettings;
  wrong: readonly FloorSettingName[];
  onChange: (name: FloorSettingName, value: string) => void;
}): ReactNode {
  const say = useWords(floorSettingsWords);
  const sayName = useWords(floorSettingNameWords);
  return (
    <ul>
      {floorSettingsFields.map(({ name, timer, unit }) => {
        const [least, most] = boundsOf(name);
        const usual = say('usual', { value: shownSetting(name, defaultFloorSettings[name]), least, most });
        return (
          <li key={name}>
            <label htmlFor={`floor-${name}`}>
              {sayName(name)} {timer !== null && <code>{timer}</code>}
            </label>
            <input
              id={`floor-${name}`}
              inputMode="decimal"
              aria-describedby={`floor-${name}-usual`}
              aria-invalid={wrong.includes(name)}
              value={typed[name]}
              onChange={({ target }) => onChange(name, target.value)}
            />
            <span>{say(unit)}</span>
            <small id={`floor-${name}-usual`}>{usual}</small>
          </li>
        );
      })}
    </ul>
  );
}
