import { useEffect, useState, type ReactNode } from 'react';
import { duration } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useDeviceRecording } from './deviceRecordingStore';
import { deviceRecordingWords } from './deviceRecordingWords';
import { steadyNow } from './SteadyClock';

/** Says to the crew that the tablet records by itself, or hands in what it recorded; nothing while neither is so. */
export function DeviceRecordingMark(): ReactNode {
  const say = useWords(deviceRecordingWords);
  const { recordingSince, handedIn, toHandIn, phase } = useDeviceRecording();
  const now = useSteadySeconds(recordingSince !== null);
  if (recordingSince !== null) {
    return (
      <p className="device-recording" data-device-recording="recording" role="status">
        <i className="record-dot" aria-hidden /> {say('recording', { time: duration(now - recordingSince) })}
      </p>
    );
  }
  if (toHandIn > 0) {
    return (
      <p className="device-recording handing-in" data-device-recording="handing-in" role="status">
        <progress value={handedIn} max={toHandIn} aria-hidden /> {say('handingIn', { done: handedIn, total: toHandIn })}
      </p>
    );
  }
  return phase === 'failed' ? <p className="device-recording">! {say('failed')}</p> : null;
}

/** This terminal's clock, once a second while it is looked at. */
function useSteadySeconds(isWanted: boolean): number {
  const [now, setNow] = useState(steadyNow);
  useEffect(() => {
    if (!isWanted) return;
    setNow(steadyNow());
    const timer = setInterval(() => setNow(steadyNow()), 1000);
    return () => clearInterval(timer);
  }, [isWanted]);
  return now;
}
