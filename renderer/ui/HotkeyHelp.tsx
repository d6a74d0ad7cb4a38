import { useEffect, useRef, type ReactNode } from 'react';
import { consoleWords } from './consoleWords';
import './workspace.css';
import { useWords } from './words/languageStore';

/**
 * Every key there is. The browser's own dialog: Ant Design's writes a style without the nonce to keep the page from
 * scrolling, which the content security policy refuses.
 */
export function HotkeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const say = useWords(consoleWords);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
    [[say('space')], say('keySpace')],
    [['P'], say('keyInterrupt')],
    [['1', '–', '9'], say('keyDigits')],
    [['←', '→'], say('keyGroups')],
    [['A'], say('keyAccept')],
    [['H'], say('keyHangUp')],
    [['L'], say('keyLasso')],
    [['K'], say('keyArea')],
    [['G'], say('keyGather')],
    [['/'], say('keySearch')],
    [['O'], say('keyOrder')],
    [['Ctrl', 'Enter'], say('keySend')],
    [['S'], say('keyFrame')],
    [['B'], say('keyBoard')],
    [['N'], say('keyNext')],
    [['W'], say('keyWall')],
    [['V'], say('keyTab')],
    [['J'], say('keyAlarms')],
    [[say('arrows')], say('keyArrows')],
    [['Delete'], say('keyDelete')],
    [['Enter'], say('keyEnter')],
    [['Esc'], say('keyEscape')],
    [['?'], say('keyHelp')],
  ];
  return (
    <dialog ref={dialog} className="hotkeys" aria-label={say('help')} onClose={onClose}>
      <header>
        <h3>{say('help')}</h3>
        <button type="button" className="quiet-button" onClick={onClose}>
          {say('close')}
        </button>
      </header>
      <dl>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>{names.map((name) => (name === '–' ? <span key={name}>–</span> : <kbd key={name}>{name}</kbd>))}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
