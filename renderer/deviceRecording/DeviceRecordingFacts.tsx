import type { ReactNode } from 'react';
import { bytesText } from '../recording/bytesText';
import { useWords } from '../ui/words/languageStore';
import { useDeviceRecording } from './deviceRecordingStore';
import { deviceRecordingWords } from './deviceRecordingWords';

/** How long this tablet can record by itself, what it holds, and what it had to let go of. */
export function DeviceRecordingFacts(): ReactNode {
  const say = useWords(deviceRecordingWords);
  const { phase, roomHours, roomBytes, usedBytes, toHandIn, handedIn, notTaken, dropped } = useDeviceRecording();
  if (phase !== 'ready') {
    return <p className={phase === 'failed' ? 'bad' : 'soft'}>{`${say('title')} · ${say(phase)}`}</p>;
  }
  const facts = [
    say('title'),
    roomHours === null
      ? say('roomUnknown', { size: bytesText(roomBytes) })
      : say('room', { hours: roomHours >= 10 ? Math.floor(roomHours) : roomHours.toFixed(1) }),
    ...(usedBytes > 0 ? [say('used', { size: bytesText(usedBytes) })] : []),
    ...(toHandIn > 0 ? [say('waiting', { count: toHandIn - handedIn })] : []),
  ];
  return (
    <>
      <p className="soft">{facts.join(' · ')}</p>
      {notTaken > 0 && <p className="bad">{say('notTaken', { count: notTaken })}</p>}
      {dropped > 0 && <p className="bad">{say('dropped', { count: dropped })}</p>}
    </>
  );
}
