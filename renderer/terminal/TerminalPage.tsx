import type { ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { CrewSignIn } from './CrewSignIn';
import { useDevice } from './deviceStore';
import { EnrolForm } from './EnrolForm';
import { NoticeBar } from './NoticeBar';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';
import { VehicleTerminal } from './VehicleTerminal';

/** The page of the tablet: enrol, sign in, work. A start without a network goes on with what the tablet kept. */
export function TerminalPage(): ReactNode {
  const { phase } = useConnectionState();
  const say = useWords(terminalWords);
  return (
    <div className="terminal">
      <Stage />
      {phase === 'outdated' && (
        <div className="terminal-veil" role="alert">
          <p>{say('outdated')}</p>
          <button type="button" className="big primary" onClick={() => location.reload()}>
            {say('reload')}
          </button>
        </div>
      )}
      <NoticeBar />
    </div>
  );
}

function Stage(): ReactNode {
  const { phase, signedIn } = useSession();
  const { deviceToken } = useDevice();
  const keptVehicleId = useTerminal(({ vehicle }) => vehicle?.id ?? null);
  const say = useWords(terminalWords);
  const vehicleId = signedIn?.vehicleId ?? (phase === 'unknown' ? keptVehicleId : null);
  if (vehicleId !== null) {
    return <VehicleTerminal key={vehicleId} vehicleId={vehicleId} />;
  }
  if (phase === 'unknown') {
    return <p className="terminal-wait">{say('connecting')}</p>;
  }
  return deviceToken === null ? <EnrolForm /> : <CrewSignIn deviceToken={deviceToken} />;
}
