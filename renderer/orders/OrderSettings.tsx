import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useWords } from '../ui/words/languageStore';
import './orderDesk.css';
import './orderDetail.css';
import './orderSettings.css';
import { orderSettingsWords } from './orderSettingsWords';
import { RuleEditor } from './RuleEditor';
import { TemplateEditor } from './TemplateEditor';

/** The rules of escalation and the templates of a place, for those who may set them. */
export function OrderSettings({ onClose }: { onClose: () => void }): ReactNode {
  const say = useWords(orderSettingsWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const places = useFleet((state) => state.places);
  const offered = places.filter(({ kind }) => kind !== 'team');
  const [placeId, setPlaceId] = useState<string | null>(null);
  const [part, setPart] = useState<'rules' | 'templates'>('rules');
  useEffect(() => dialog.current?.showModal(), []);
  const chosenId = placeId ?? offered[0]?.id ?? null;
  return (
    <dialog ref={dialog} className="order-dialog order-settings" aria-label={say('title')} onClose={onClose}>
      <header>
        <h3>{say('title')}</h3>
        <label>
          {say('place')}
          <select value={chosenId ?? ''} onChange={({ target }) => setPlaceId(target.value)}>
            {offered.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <nav>
          {(['rules', 'templates'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={part === one} onClick={() => setPart(one)}>
              {say(one)}
            </button>
          ))}
        </nav>
        <button type="button" onClick={onClose}>
          {say('close')}
        </button>
      </header>
      {chosenId !== null && part === 'rules' && <RuleEditor key={chosenId} placeId={chosenId} />}
      {chosenId !== null && part === 'templates' && <TemplateEditor key={chosenId} placeId={chosenId} />}
    </dialog>
  );
}
