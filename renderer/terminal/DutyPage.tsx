import type { Vehicle } from '@protocol';
import { useState, type ReactNode } from 'react';
import { DeviceRecordingMark } from '../deviceRecording/DeviceRecordingMark';
import { useWords } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { CallScreen } from './CallScreen';
import { DutyBar } from './DutyBar';
import { MessageSheet } from './MessageSheet';
import { OrderBoard } from './OrderBoard';
import { PreviewStrip } from './PreviewStrip';
import { StatusButtons } from './StatusButtons';
import { TalkPanel } from './TalkPanel';
import { terminalWords } from './terminalWords';
import { VehicleSheet } from './VehicleSheet';

/** On duty: the order in the middle, the talk button at the right thumb, the own pictures below. */
export function DutyPage({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(terminalWords);
  const { phase } = useConnectionState();
  const [open, setOpen] = useState<'message' | 'vehicle' | null>(null);
  return (
    <main className="duty">
      <DutyBar vehicle={vehicle} onMenu={() => setOpen('vehicle')} />
      <div className="duty-work">
        {phase === 'offline' && <p className="offline-line">{say('offlineStart')}</p>}
        <DeviceRecordingMark />
        <StatusButtons vehicle={vehicle} onMessage={() => setOpen('message')} />
        <OrderBoard vehicleId={vehicle.id} />
        <PreviewStrip vehicle={vehicle} />
      </div>
      <TalkPanel vehicleId={vehicle.id} />
      <CallScreen />
      {open === 'message' && <MessageSheet vehicleId={vehicle.id} onClose={() => setOpen(null)} />}
      {open === 'vehicle' && <VehicleSheet vehicle={vehicle} onClose={() => setOpen(null)} />}
    </main>
  );
}
