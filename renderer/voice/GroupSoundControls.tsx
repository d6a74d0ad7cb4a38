import { MutedOutlined, SoundOutlined } from '@ant-design/icons';
import type { TalkGroup } from '@protocol';
import { useRef, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { replayRecent, stopReplay } from './replay';
import { setMuted, setPlace, setVolume } from './soundChoices';
import { useGroupSound, useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

/** How a group is heard at this desk: muted, how loud, from which side; and what was said in the last 30 seconds. */
export function GroupSoundControls({ group, title }: { group: TalkGroup; title: string }): ReactNode {
  const say = useWords(voiceWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const { isMuted, volume, place } = useGroupSound(group.id);
  const isReplaying = useVoice(({ replaying }) => replaying === group.id);
  return (
    <>
      <button
        type="button"
        className="talk-tool"
        aria-pressed={isReplaying}
        title={say(isReplaying ? 'replaying' : 'replay')}
        aria-label={say(isReplaying ? 'replaying' : 'replay')}
        onClick={() => (isReplaying ? stopReplay() : void replayRecent(group.id))}
      >
        {isReplaying ? '■' : '↺30'}
      </button>
      <button
        type="button"
        className="talk-tool"
        aria-haspopup="dialog"
        data-muted={isMuted}
        title={isMuted ? say('muted') : say('soundSettings')}
        aria-label={say('soundOf', { name: title })}
        onClick={() => dialog.current?.showModal()}
      >
        {isMuted ? <MutedOutlined /> : <SoundOutlined />}
      </button>
      <dialog ref={dialog} className="group-sound" aria-label={say('soundOf', { name: title })}>
        <header>
          <h3>{say('soundOf', { name: title })}</h3>
          <button type="button" className="quiet-button" onClick={() => dialog.current?.close()}>
            {say('close')}
          </button>
        </header>
        <label>
          <span>{say('volume')}</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(volume * 100)}
            onChange={({ target }) => setVolume(group.id, Number(target.value) / 100)}
          />
          <output>{Math.round(volume * 100)} %</output>
        </label>
        <label>
          <span>{say('stereo')}</span>
          <input
            type="range"
            min={-100}
            max={100}
            step={25}
            value={Math.round(place * 100)}
            onChange={({ target }) => setPlace(group.id, Number(target.value) / 100)}
          />
          <output>
            {place === 0 ? '·' : place < 0 ? `◀ ${Math.round(-place * 100)}` : `${Math.round(place * 100)} ▶`}
          </output>
        </label>
        <button type="button" aria-pressed={isMuted} onClick={() => setMuted(group.id, !isMuted)}>
          {say(isMuted ? 'unmute' : 'mute')}
        </button>
      </dialog>
    </>
  );
}
