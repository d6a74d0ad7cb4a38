import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { FloorSettings } from './FloorSettings';
import { floorSettingsWords } from './floorSettingsWords';

/** Opens the timers and limits of the talk groups. */
export function FloorSettingsButton({ className }: { className: string }): ReactNode {
  const say = useWords(floorSettingsWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {say('title')}
      </button>
      {isOpen && <FloorSettings onClose={() => setOpen(false)} />}
    </>
  );
}
