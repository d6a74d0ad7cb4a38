import type { Vehicle } from '@protocol';
import { useState, type ReactNode } from 'react';
import { signOut, useSession } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request, useConnectionState } from '../wire/pageConnection';
import { CrewAboard } from './CrewAboard';
import { DeviceSetup } from './DeviceSetup';
import { notify } from './noticeStore';
import { PageSwitches } from './PageSwitches';
import { SosButton } from './SosButton';
import { takeVehicle, useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';
import { useCapture } from './pageCapture';

const CREW_KEPT_UNDER = 'zhiqin.crew';

/** Off duty: who is aboard, which cameras, the one button that begins the record, and the one that calls for help. */
export function DutyPreparation({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(terminalWords);
  const { phase } = useConnectionState();
  const { placeName } = useTerminal();
  const personName = useSession(({ signedIn }) => signedIn?.person.name ?? '');
  const capture = useCapture();
  const [crew, setCrew] = useState<readonly string[]>(() => firstCrew(personName));
  const [busy, setBusy] = useState(false);

  const goOnDuty = async (): Promise<void> => {
    setBusy(true);
    try {
      const changed = await request('fleet:goOnDuty', { crew: [...crew] });
      localStorage.setItem(CREW_KEPT_UNDER, JSON.stringify(crew));
      takeVehicle(changed);
    } catch (error) {
      notify('bad', errorText(error));
      setBusy(false);
    }
  };

  return (
    <main className="preparation">
      <header className="top-bar">
        <strong>{say('product')}</strong>
        <b>{vehicle.plate}</b>
        <span>{placeName}</span>
        <span className="fill" />
        {phase !== 'online' && <span className="chip bad">{say('networkLost')}</span>}
        <PageSwitches />
        <button type="button" className="switch" onClick={() => void signOut()}>
          {say('signOut')}
        </button>
      </header>
      <div className="preparation-body">
        <DeviceSetup views={vehicle.cameras.map(({ view }) => view)} />
        <aside>
          <h1>{say('prepareTitle')}</h1>
          <CrewAboard crew={crew} onChange={setCrew} />
          {crew.length === 0 && <p className="door-failure">{say('aboardNeeded')}</p>}
          <span className="fill" />
          <button
            type="button"
            className="big go"
            disabled={busy || crew.length === 0 || phase !== 'online' || capture.phase !== 'ready'}
            onClick={() => void goOnDuty()}
          >
            {say('goOnDuty')}
          </button>
          <SosButton vehicleId={vehicle.id} onDuty={false} />
        </aside>
      </div>
    </main>
  );
}

/** Those who were aboard last time, with the one who has signed in among them. */
function firstCrew(personName: string): readonly string[] {
  const names = readNames();
  return personName === '' || names.includes(personName) ? names : [personName];
}

function readNames(): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(CREW_KEPT_UNDER) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((name): name is string => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
