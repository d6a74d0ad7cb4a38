import type { Vehicle } from '@protocol';
import { useState, type ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import { AmbientForm } from './AmbientForm';
import { ring, useCalls } from './callsStore';
import { callsWords } from './callsWords';
import { useCallAction } from './useCallAction';

/** Telephones a vehicle, or listens to its surroundings. */
export function PhoneActions({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(callsWords);
  const maySpeak = usePermission('voice.speak');
  const mayListen = usePermission('calls.listenAmbient');
  const isOnPhone = useCalls(({ calls, ownIds }) =>
    [...calls.values()].some(({ id, state }) => ownIds.has(id) && state !== 'ended'),
  );
  const [isAsking, setAsking] = useState(false);
  const run = useCallAction();
  const mayRing = maySpeak && vehicle.online && !isOnPhone;
  useHotkeys(mayRing ? { R: { down: () => run(ring(vehicle.id)) } } : {});
  return (
    <>
      {maySpeak && (
        <button
          type="button"
          className="action"
          disabled={!mayRing}
          aria-label={say('ringVehicle', { plate: vehicle.plate })}
          onClick={() => run(ring(vehicle.id))}
        >
          {say('phone')}
          <kbd>R</kbd>
        </button>
      )}
      {mayListen && (
        <button type="button" className="action" disabled={!vehicle.online} onClick={() => setAsking(true)}>
          {say('ambient')}
        </button>
      )}
      {isAsking && <AmbientForm vehicle={vehicle} onClose={() => setAsking(false)} />}
    </>
  );
}
