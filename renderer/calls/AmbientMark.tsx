import type { ReactNode } from 'react';
import { useVehicle } from '../fleet/fleetStore';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { endAmbient, useAmbient } from './ambientStore';
import { callsWords } from './callsWords';

/** Stays in sight for as long as this desk listens to a vehicle's surroundings. */
export function AmbientMark(): ReactNode {
  const say = useWords(callsWords);
  const { listening, hasSound } = useAmbient();
  const vehicle = useVehicle(listening?.vehicleId ?? null);
  const now = useSecond();
  if (listening === null) return null;
  const { vehicleId, startedAt, reason } = listening;
  return (
    <section className="ambient-mark" aria-label={say('ambient')} data-sound={hasSound}>
      <p>
        <b role="status">
          ● {say('ambientRuns', { plate: vehicle?.plate ?? vehicleId, time: duration(now - startedAt) })}
        </b>
        <br />
        <small>{hasSound ? say('ambientWhy', { reason }) : say('ambientSilent')}</small>
      </p>
      <button type="button" onClick={() => void endAmbient()}>
        {say('ambientEnd')}
      </button>
    </section>
  );
}
