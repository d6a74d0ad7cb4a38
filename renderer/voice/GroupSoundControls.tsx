import { MutedOutlined, SoundOutlined } from '@ant-design/icons';
import type { TalkGroup } from '@protocol';
import { App } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useWords, type Say } from '../ui/words/languageStore';
import { replayRecent, stopReplay } from './replay';
import { setMuted, setPlace, setVolume } from './soundChoices';
import { useGroupSound, useVoice } from './voiceStore';
import { voiceWords, type VoiceWord } from './voiceWords';

/** How a group is heard at this desk: muted, how loud, from which side; and what was said in the last 30 seconds. */
export function GroupSoundControls({ group, title }: { group: TalkGroup; title: string }): ReactNode {
  const say = useWords(voiceWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const { isMuted, volume, place } = useGroupSound(group.id);
  const isReplaying = useVoice(({ replaying }) => replaying === group.id);
  const { message } = App.useApp();
  const replay = async (): Promise<void> => {
    const trouble = await replayRecent(group.id);
    if (trouble !== null) void message.info(trouble);
  };
  return (
    <>
      <button
        type="button"
        className="talk-tool"
        aria-pressed={isReplaying}
        title={say(isReplaying ? 'replaying' : 'replay')}
        aria-label={say(isReplaying ? 'replaying' : 'replay')}
        onClick={() => (isReplaying ? stopReplay() : void replay())}
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
            aria-label={say('volume')}
            aria-valuetext={`${Math.round(volume * 100)} %`}
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
            aria-label={say('stereo')}
            aria-valuetext={sidesInWords(place, say)}
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

/** For who does not see the arrows: -1 left, 0 middle, 1 right. */
function sidesInWords(place: number, say: Say<VoiceWord>): string {
  if (place === 0) return say('middle');
  return say(place < 0 ? 'toTheLeft' : 'toTheRight', { percent: Math.round(Math.abs(place) * 100) });
}
