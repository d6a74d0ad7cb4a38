import type { AlarmThresholds } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { isOptional, thresholdFields, type ThresholdUnit, type TypedThresholds } from './thresholdFields';
import { thresholdNameWords, thresholdWords } from './thresholdWords';

/** Every threshold with its number and unit; those of a watch may be switched off. */
export function ThresholdTable({
  typed,
  defaults,
  wrong,
  onChange,
}: {
  typed: TypedThresholds;
  defaults: AlarmThresholds;
  wrong: readonly string[];
  onChange: (name: keyof AlarmThresholds, value: string | null) => void;
}): ReactNode {
  const say = useWords(thresholdWords);
  const sayName = useWords(thresholdNameWords);
  const unitText = (unit: ThresholdUnit): string => (unit === 'km/h' || unit === '%' ? unit : say(unit));
  return (
    <ul className="thresholds-list">
      {thresholdFields.map(({ name, unit }) => {
        const value = typed[name];
        return (
          <li key={name} data-off={value === null}>
            <label htmlFor={`threshold-${name}`}>{sayName(name)}</label>
            <input
              id={`threshold-${name}`}
              inputMode="numeric"
              value={value ?? ''}
              disabled={value === null}
              aria-invalid={wrong.includes(name)}
              onChange={({ target }) => onChange(name, target.value)}
            />
            <span>{unitText(unit)}</span>
            {isOptional(name) ? (
              <label className="thresholds-off">
                <input
                  type="checkbox"
                  checked={value === null}
                  onChange={({ target }) => onChange(name, target.checked ? null : String(defaults[name] ?? ''))}
                />{' '}
                {say('off')}
              </label>
            ) : (
              <small className="soft">{say('usual', { value: defaults[name] ?? '' })}</small>
            )}
          </li>
        );
      })}
    </ul>
  );
}
