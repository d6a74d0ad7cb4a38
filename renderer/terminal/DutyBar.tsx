import type { Vehicle } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { useDeviceRecording } from '../deviceRecording/deviceRecordingStore';
import { deviceRecordingWords } from '../deviceRecording/deviceRecordingWords';
import { useWords } from '../ui/words/languageStore';
import { useSoundLock } from '../voice/useSoundLock';
import { serverNow, useConnectionState } from '../wire/pageConnection';
import { useBroadcastState } from './broadcastStore';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';

/** Who and where, the state of the line and of the record, and the time of the server. */
export function DutyBar({ vehicle, onMenu }: { vehicle: Vehicle; onMenu: () => void }): ReactNode {
  const say = useWords(terminalWords);
  const { placeName } = useTerminal();
  const now = useSeconds();
  return (
    <header className="top-bar">
      <strong>{say('product')}</strong>
      <b>{vehicle.plate}</b>
      <span>
        {placeName} · {say('peopleAboard', { count: vehicle.crew.length })}
      </span>
      <span className="fill" />
      <SoundChip />
      <NetworkChip />
      <RecordingChip now={now} />
      <button type="button" className="switch" onClick={onMenu}>
        {say('menu')}
      </button>
      <time>{new Date(now).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false })}</time>
    </header>
  );
}

/** A page that was loaded anew on duty must not be silent without a word. */
function SoundChip(): ReactNode {
  const say = useWords(terminalWords);
  return useSoundLock() && <span className="chip bad">✕ {say('soundLocked')}</span>;
}

function NetworkChip(): ReactNode {
  const say = useWords(terminalWords);
  const { phase } = useConnectionState();
  const { network } = useBroadcastState();
  if (phase !== 'online') {
    return <span className="chip bad">✕ {say('networkLost')}</span>;
  }
  if (network === 'too-poor') {
    return <span className="chip bad">! {say('networkPoor')}</span>;
  }
  if (network === 'weak') {
    return <span className="chip warn">▲ {say('networkWeak')}</span>;
  }
  return (
    <span className="chip">
      <i aria-hidden /> {say('networkGood')}
    </span>
  );
}

function RecordingChip({ now }: { now: number }): ReactNode {
  const say = useWords(terminalWords);
  const sayDevice = useWords(deviceRecordingWords);
  const { phase } = useConnectionState();
  const { recorder, onDutySince } = useTerminal();
  const { liveViews, soundLive } = useBroadcastState();
  const { recordingSince } = useDeviceRecording();
  if (recordingSince !== null) {
    return (
      <span className="chip warn">
        <i className="record-dot" aria-hidden /> {sayDevice('onDevice')}
      </span>
    );
  }
  if (phase !== 'online' || recorder?.present === false) {
    return <span className="chip bad">✕ {say('recordingLost')}</span>;
  }
  if (recorder === null) {
    return <span className="chip">{say('recordingUnknown')}</span>;
  }
  if (liveViews.length === 0 && !soundLive) {
    return <span className="chip warn">▲ {say('recordingNone')}</span>;
  }
  return (
    <span className="chip">
      <i className="record-dot" aria-hidden /> {say('recording', { time: elapsed(now - (onDutySince ?? now)) })}
    </span>
  );
}

/** `03:12:40`. */
function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The server's time, once a second. */
function useSeconds(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
