import type { LoggedBurst } from '@protocol';
import { memo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { burstEndWords } from '../voice/voiceWords';
import { mattersOf } from './mattersOf';
import { burstRun, useRun } from './pageSounds';
import { voiceLogWords } from './voiceLogWords';
import { Waveform } from './Waveform';

/** One row a burst, newest first. One row is in the tab order; the arrows go from row to row. */
export function VoiceLogTable({
  bursts,
  chosenId,
  onChoose,
  onPlayFrom,
}: {
  bursts: readonly LoggedBurst[];
  chosenId: string | null;
  onChoose: (burstId: string) => void;
  onPlayFrom: (burst: LoggedBurst) => void;
}): ReactNode {
  const say = useWords(voiceLogWords);
  const body = useRef<HTMLTableSectionElement>(null);
  const inTabOrder = bursts.some(({ id }) => id === chosenId) ? chosenId : bursts[0]?.id;

  const keyed = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    if (!(event.target instanceof HTMLTableRowElement)) return;
    const index = bursts.findIndex(({ id }) => id === inTabOrder);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = bursts[index + step];
    if (step !== 0 && next !== undefined) {
      event.preventDefault();
      onChoose(next.id);
      body.current?.querySelector<HTMLElement>(`[data-burst-id="${CSS.escape(next.id)}"]`)?.focus();
    }
    if (event.key === 'Enter' && inTabOrder !== undefined && inTabOrder !== null) void burstRun.play([inTabOrder]);
    if (event.key === 'Escape') burstRun.stop();
  };
  return (
    <div className="voice-log-scroll">
      <table className="voice-log-table">
        <thead>
          <tr>
            <th />
            <th>{say('time')}</th>
            <th>{say('talk')}</th>
            <th>{say('duration')}</th>
            <th>{say('sound')}</th>
            <th>{say('heard')}</th>
            <th>{say('ended')}</th>
            <th />
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={keyed}>
          {bursts.map((burst) => (
            <BurstRow
              key={burst.id}
              burst={burst}
              isChosen={burst.id === chosenId}
              isInTabOrder={burst.id === inTabOrder}
              onChoose={onChoose}
              onPlayFrom={onPlayFrom}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const BurstRow = memo(function BurstRow({
  burst,
  isChosen,
  isInTabOrder,
  onChoose,
  onPlayFrom,
}: {
  burst: LoggedBurst;
  isChosen: boolean;
  isInTabOrder: boolean;
  onChoose: (burstId: string) => void;
  onPlayFrom: (burst: LoggedBurst) => void;
}): ReactNode {
  const say = useWords(voiceLogWords);
  const sayEnd = useWords(burstEndWords);
  const matters = mattersOf(burst, say, useWords(alarmKindWords));
  const isHeard = useRun().burstId === burst.id;
  const { id, startedAt, endedAt, receivers, endReason } = burst;
  const played = receivers.filter((receiver) => receiver.played !== null).length;
  return (
    <tr
      data-burst-id={id}
      data-emergency={burst.emergency}
      aria-selected={isChosen}
      tabIndex={isInTabOrder ? 0 : -1}
      onClick={() => onChoose(id)}
      onDoubleClick={() => void burstRun.play([id])}
    >
      <td>
        <button
          type="button"
          className="voice-log-play"
          tabIndex={isInTabOrder ? 0 : -1}
          aria-label={say(isHeard ? 'stop' : 'play')}
          disabled={endedAt === null}
          onClick={() => (isHeard ? burstRun.stop() : void burstRun.play([id]))}
        >
          {isHeard ? '■' : '▶'}
        </button>
      </td>
      <td>
        <time>{clockTime(startedAt)}</time>
      </td>
      <td className="voice-log-who">
        <b>{burst.speakerName}</b> → {burst.groupName}
        {burst.emergency && <em className="voice-log-emergency">{say('emergency')}</em>}
        {matters.map((matter) => (
          <em key={matter}>{matter}</em>
        ))}
      </td>
      <td>
        {endedAt === null ? say('ongoing') : say('seconds', { seconds: ((endedAt - startedAt) / 1000).toFixed(1) })}
      </td>
      <td>{endedAt !== null && <Waveform burstId={id} />}</td>
      <td data-all={played === receivers.length} className="voice-log-heard">
        {receivers.length === 0 ? '—' : `${played}/${receivers.length}`}
      </td>
      <td className="voice-log-end">{endReason === null ? '' : sayEnd(endReason)}</td>
      <td>
        <button
          type="button"
          className="quiet-button"
          tabIndex={isInTabOrder ? 0 : -1}
          disabled={endedAt === null}
          onClick={() => onPlayFrom(burst)}
        >
          {say('playFromHere')}
        </button>
      </td>
    </tr>
  );
});
