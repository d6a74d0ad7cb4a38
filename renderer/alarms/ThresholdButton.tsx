import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { ThresholdSettings } from './ThresholdSettings';
import { thresholdWords } from './thresholdWords';

/** The thresholds for who sets them and sees no alarms: an administrator. */
export function ThresholdButton(): ReactNode {
  const say = useWords(thresholdWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet-button" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        {say('title')}
      </button>
      {isOpen && <ThresholdSettings onClose={() => setOpen(false)} />}
    </>
  );
}
