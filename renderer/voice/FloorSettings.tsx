import { defaultFloorSettings, type RequestOutput } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import './floorSettings.css';
import { readTyped, typedOf, type TypedFloorSettings } from './floorSettingsFields';
import { FloorSettingsTable } from './FloorSettingsTable';
import { floorSettingsWords } from './floorSettingsWords';
import { GroupSelect } from './GroupSelect';
import { talkTarget } from './talkTargetStore';

type SetGroup = RequestOutput<'voice:settings'>['groups'][number];

/** How long one may speak, wait and be silent in each talk group: read, and changed while it runs. */
export function FloorSettings({ onClose }: { onClose: () => void }): ReactNode {
  const say = useWords(floorSettingsWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [groups, setGroups] = useState<readonly SetGroup[]>([]);
  const [group, setGroup] = useState<SetGroup | null>(null);
  const [typed, setTyped] = useState<TypedFloorSettings | null>(null);
  const [word, setWord] = useState<{ text: string; isBad: boolean } | null>(null);
  const choose = (next: SetGroup | null): void => {
    setWord(null);
    setGroup(next);
    setTyped(next && typedOf(next.settings));
  };
  useEffect(() => {
    dialog.current?.showModal();
    let isCurrent = true;
    request('voice:settings', {}).then(
      (answer) => {
        if (!isCurrent) return;
        setGroups(answer.groups);
        const targetId = talkTarget()?.id;
        choose(answer.groups.find(({ id }) => id === targetId) ?? answer.groups[0] ?? null);
      },
      (error: unknown) => isCurrent && setWord({ text: errorText(error), isBad: true }),
    );
    return () => {
      isCurrent = false;
    };
  }, []);

  const read = typed === null ? null : readTyped(typed);
  const wrong = read !== null && 'wrong' in read ? read.wrong : [];
  const save = async (): Promise<void> => {
    if (group === null || read === null || !('settings' in read)) return;
    try {
      const { settings } = await request('voice:configure', { groupId: group.id, settings: read.settings });
      setGroups(groups.map((one) => (one.id === group.id ? { ...one, settings } : one)));
      choose({ ...group, settings });
      setWord({ text: say('saved'), isBad: false });
    } catch (error) {
      setWord({ text: say('failed', { why: errorText(error) }), isBad: true });
    }
  };
  return (
    <dialog ref={dialog} className="framed-dialog floor-settings" aria-label={say('title')} onClose={onClose}>
      <header>
        <h3>{say('title')}</h3>
        <GroupSelect groups={groups} chosenId={group?.id ?? null} onChoose={choose} />
        <button type="button" className="quiet-button" onClick={onClose}>
          {say('close')}
        </button>
      </header>
      <p className="soft">{say('note')}</p>
      {typed !== null && (
        <FloorSettingsTable
          typed={typed}
          wrong={wrong}
          onChange={(name, value) => {
            setWord(null);
            setTyped({ ...typed, [name]: value });
          }}
        />
      )}
      <footer>
        <p role="status" data-bad={word?.isBad ?? wrong.length > 0}>
          {word?.text ?? (wrong.length > 0 ? say('wrong') : '')}
        </p>
        <button type="button" disabled={group === null} onClick={() => setTyped(typedOf(defaultFloorSettings))}>
          {say('defaults')}
        </button>
        <button
          type="button"
          className="floor-settings-save"
          disabled={read === null || 'wrong' in read}
          onClick={() => void save()}
        >
          {say('save')}
        </button>
      </footer>
    </dialog>
  );
}
