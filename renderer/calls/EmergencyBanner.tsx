import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { usePermission } from '../session/sessionStore';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { groupTitle } from '../voice/groupTitle';
import { useVoice } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import './calls.css';
import { callsWords } from './callsWords';
import { endEmergency } from './emergency';
import { useCallAction } from './useCallAction';

/** Emergency calls that run, over every page that they concern, until the centre ends them. */
export function EmergencyBanner({ onShow }: { onShow: ((vehicleId: string) => void) | null }): ReactNode {
  const groups = useVoice((state) => state.groups);
  const running = [...groups.values()].filter(({ emergency }) => emergency !== null);
  if (running.length === 0) return null;
  return (
    <div className="emergencies" role="alert">
      {running.map((group) => (
        <Emergency key={group.id} group={group} onShow={onShow} />
      ))}
    </div>
  );
}

function Emergency({ group, onShow }: { group: TalkGroup; onShow: ((vehicleId: string) => void) | null }): ReactNode {
  const say = useWords(callsWords);
  const sayVoice = useWords(voiceWords);
  const places = useFleet((state) => state.places);
  const plate = useFleet(({ vehicles }) => vehicles.get(group.emergency?.vehicleId ?? '')?.plate ?? null);
  const maySpeak = usePermission('voice.speak');
  const now = useSecond();
  const run = useCallAction();
  const { emergency } = group;
  if (emergency === null) return null;
  const { vehicleId } = emergency;
  return (
    <p className="emergency" data-group-id={group.id}>
      <b>
        ▲{' '}
        {say('emergencyOf', {
          name: plate === null ? emergency.name : `${plate} ${emergency.name}`,
          group: groupTitle(group, places, sayVoice),
        })}
      </b>
      <time>{say('emergencySince', { time: duration(now - emergency.since) })}</time>
      {vehicleId !== null && onShow !== null && (
        <button type="button" onClick={() => onShow(vehicleId)}>
          {say('goThere')}
        </button>
      )}
      {maySpeak && (
        <button type="button" onClick={() => run(endEmergency(group.id))}>
          {say('endEmergency')}
        </button>
      )}
    </p>
  );
}
