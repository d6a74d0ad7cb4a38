import type { Vehicle } from '@protocol';
import { useState, type ReactNode } from 'react';
import { callsWords } from '../calls/callsWords';
import { signOut } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { DeviceSetup } from './DeviceSetup';
import { notify } from './noticeStore';
import { PageSwitches } from './PageSwitches';
import { RecordSheet } from './RecordSheet';
import { Sheet } from './Sheet';
import { SosKeyChoice } from './SosKeyChoice';
import { TalkKeys } from './TalkKeys';
import { takeVehicle } from './terminalStore';
import { terminalWords } from './terminalWords';

/** The vehicle itself: who is aboard, its cameras, and the end of duty. */
export function VehicleSheet({ vehicle, onClose }: { vehicle: Vehicle; onClose: () => void }): ReactNode {
  const say = useWords(terminalWords);
  const sayCalls = useWords(callsWords);
  const [isRecordOpen, setRecordOpen] = useState(false);
  const goOffDuty = async (): Promise<void> => {
    try {
      takeVehicle(await request('fleet:goOffDuty', {}));
    } catch (error) {
      notify('bad', errorText(error));
    }
  };
  if (isRecordOpen) {
    return <RecordSheet onClose={() => setRecordOpen(false)} />;
  }
  return (
    <Sheet title={`${vehicle.plate} · ${say('menu')}`} onClose={onClose}>
      <p className="soft">{say('crewTitle', { names: vehicle.crew.join(say('listComma')) })}</p>
      <DeviceSetup views={vehicle.cameras.map(({ view }) => view)} />
      <SosKeyChoice />
      <TalkKeys />
      <div className="sheet-actions">
        <PageSwitches />
        <button type="button" className="switch" onClick={() => setRecordOpen(true)}>
          {sayCalls('record')}
        </button>
        <span className="fill" />
        <button type="button" className="big" title={say('signOutAsk')} onClick={() => void signOut()}>
          {say('signOut')}
        </button>
        <button type="button" className="big end" onClick={() => void goOffDuty()}>
          {say('goOffDuty')}
          <small>{say('goOffDutyAsk')}</small>
        </button>
      </div>
    </Sheet>
  );
}
