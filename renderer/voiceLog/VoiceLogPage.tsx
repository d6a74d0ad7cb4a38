import type { LoggedBurst } from '@protocol';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import '../ui/topBar.css';
import { useWords } from '../ui/words/languageStore';
import { BurstDetail } from './BurstDetail';
import { burstRun, useRun } from './pageSounds';
import './voiceLog.css';
import { VoiceLogFilterBar } from './VoiceLogFilterBar';
import { chooseBurst, followVoiceLog, useVoiceLog } from './voiceLogStore';
import { VoiceLogTable } from './VoiceLogTable';
import { voiceLogWords } from './voiceLogWords';

/** Who said what to whom, who heard it and what the floor did; heard one by one or in a run. */
export function VoiceLogPage({
  plates,
  onReview,
}: {
  /** Vehicles to choose from, by id. */
  plates: ReadonlyMap<string, string>;
  /** Opens the pictures of a vehicle at a moment. */
  onReview: (vehicleId: string, at: number) => void;
}): ReactNode {
  const say = useWords(voiceLogWords);
  const { bursts, chosenId, loading, error, filter } = useVoiceLog();
  const [emergencyOnly, setEmergencyOnly] = useState(false);
  const shown = useMemo(
    () =>
      bursts.filter(
        ({ emergency, startedAt }) => (!emergencyOnly || emergency) && (filter.to === null || startedAt <= filter.to),
      ),
    [bursts, emergencyOnly, filter.to],
  );
  const chosen = shown.find(({ id }) => id === chosenId) ?? null;

  useEffect(() => followVoiceLog(), []);
  useEffect(() => () => burstRun.stop(), []);

  const playFrom = (burst: LoggedBurst): void => {
    const onwards = shown.filter(({ startedAt }) => startedAt >= burst.startedAt);
    void burstRun.play(inTime(onwards).map(({ id }) => id));
  };
  return (
    <main className="voice-log" aria-label={say('page')}>
      <VoiceLogFilterBar
        plates={plates}
        emergencyOnly={emergencyOnly}
        onEmergencyOnly={setEmergencyOnly}
        count={shown.length}
        onPlayAll={() => void burstRun.play(inTime(shown).map(({ id }) => id))}
      />
      <div className="voice-log-body">
        {error !== null ? (
          <p className="voice-log-empty" role="alert">
            {errorText(error)}
          </p>
        ) : shown.length === 0 ? (
          <p className="voice-log-empty" role="status">
            {say(loading ? 'loading' : 'empty')}
          </p>
        ) : (
          <VoiceLogTable bursts={shown} chosenId={chosenId} onChoose={chooseBurst} onPlayFrom={playFrom} />
        )}
        <aside className="voice-log-detail" aria-label={say('whoHeard')}>
          {chosen === null ? (
            <p className="voice-log-empty">{say('choose')}</p>
          ) : (
            <BurstDetail key={chosen.id} burst={chosen} plates={plates} onReview={onReview} />
          )}
        </aside>
      </div>
      <RunBar />
    </main>
  );
}

function RunBar(): ReactNode {
  const say = useWords(voiceLogWords);
  const { burstId, left, missing } = useRun();
  const bursts = useVoiceLog((state) => state.bursts);
  const burst = bursts.find(({ id }) => id === burstId) ?? null;
  return (
    <footer className="voice-log-run" role="status" data-playing={burstId !== null}>
      {burst === null ? (
        <span>{missing.length > 0 ? say('missing', { count: missing.length }) : say('keys')}</span>
      ) : (
        <>
          <b>
            ▶ {burst.speakerName} → {burst.groupName}
          </b>
          <span>{say('playingLeft', { count: left })}</span>
          <button type="button" className="quiet-button" onClick={() => burstRun.stop()}>
            {say('stop')}
          </button>
        </>
      )}
    </footer>
  );
}

const inTime = (bursts: readonly LoggedBurst[]): readonly LoggedBurst[] =>
  bursts.filter(({ endedAt }) => endedAt !== null).sort((one, other) => one.startedAt - other.startedAt);
