import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { terminalWords } from './terminalWords';

const LONGEST_PIN = 12;
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A number pad for gloves; a keyboard works as well. The PIN is shown as dots. */
export function PinPad(props: { pin: string; onChange: (pin: string) => void; onSubmit: () => void }): ReactNode {
  const { pin, onChange, onSubmit } = props;
  const say = useWords(terminalWords);
  const press = (digit: string): void => onChange((pin + digit).slice(0, LONGEST_PIN));
  return (
    <div className="pin-pad">
      <input
        type="password"
        inputMode="none"
        autoComplete="off"
        aria-label={say('pin')}
        value={pin}
        onChange={({ target }) => onChange(target.value.replace(/\D/g, '').slice(0, LONGEST_PIN))}
        onKeyDown={({ key }) => {
          if (key === 'Enter' && pin !== '') {
            onSubmit();
          }
        }}
      />
      {digits.map((digit) => (
        <button type="button" key={digit} onClick={() => press(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" className="wide" onClick={() => press('0')}>
        0
      </button>
      <button type="button" onClick={() => onChange(pin.slice(0, -1))} aria-label={say('erase')}>
        ⌫
      </button>
    </div>
  );
}
