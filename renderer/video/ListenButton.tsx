import { isVague, type Vehicle } from '@protocol';
import type { ReactNode } from 'react';
import { useAlarmMarks } from '../alarms/alarmMarks';
import { gapWords } from '../fleet/fleetWords';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { listenTo, stopListening, useListening } from './listeningStore';
import { videoWords } from './videoWords';

/** Off until asked for. Listening needs its permission and leaves a line in the audit. */
export function ListenButton({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(videoWords);
  const sayGap = useWords(gapWords);
  const mayAlways = usePermission('video.listen');
  const isLent = useAlarmMarks().get(vehicle.id) === 'sos';
  const mayListen = mayAlways || isLent;
  const { vehicleId, phase } = useListening();
  const isListening = vehicleId === vehicle.id;
  const { soundReason } = vehicle;
  const isKnown = soundReason !== null && !isVague(soundReason);
  const noSound = isKnown ? `${say('noSound')} · ${sayGap(soundReason)}` : say('noSound');
  const state = !isListening
    ? vehicle.hasSound
      ? say('muted')
      : noSound
    : say(phase === 'live' ? 'listening' : phase === 'starting' ? 'listeningStarts' : 'listeningLost');
  return (
    <span className="listen" data-phase={isListening ? phase : 'off'}>
      <span role="status">{state}</span>
      {mayListen && (vehicle.hasSound || isListening) && (
        <button
          type="button"
          aria-pressed={isListening}
          onClick={() => (isListening ? stopListening() : listenTo(vehicle.id))}
        >
          {isListening ? say('stopListening') : say('listen')}
        </button>
      )}
    </span>
  );
}
