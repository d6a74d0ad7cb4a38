import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { consoleWords } from './consoleWords';
import './workspace.css';
import { useWords } from './words/languageStore';

/** Every key there is. */
export function HotkeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const say = useWords(consoleWords);
  const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
    [[say('space')], say('keySpace')],
    [['1', '–', '9'], say('keyDigits')],
    [['/'], say('keySearch')],
    [['O'], say('keyOrder')],
    [['Ctrl', 'Enter'], say('keySend')],
    [['W'], say('keyWall')],
    [['V'], say('keyTab')],
    [[say('arrows')], say('keyArrows')],
    [['Delete'], say('keyDelete')],
    [['Enter'], say('keyEnter')],
    [['Esc'], say('keyEscape')],
    [['?'], say('keyHelp')],
  ];
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} title={say('help')} width={460} transitionName="">
      <dl className="hotkeys">
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (name === '–' ? <span key={name}>–</span> : <kbd key={name}>{name}</kbd>))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
