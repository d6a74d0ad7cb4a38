import type { CoverageOfTrack } from '@protocol';
import type { ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { useWords } from '../ui/words/languageStore';
import { clockSourceWords, coverageWords } from './coverageWords';
import { signedSeconds, uncertainSeconds, worstClock } from './trackClocks';

/** How far a vehicle's clock is from the server's, by what its senders said; of its tracks the one that is furthest off. */
export function ClockOffset({
  tracks,
  isOpen,
  onToggle,
}: {
  tracks: readonly CoverageOfTrack[];
  /** Whether the whole day of its clocks is shown. */
  isOpen: boolean;
  onToggle: () => void;
}): ReactNode {
  const say = useWords(coverageWords);
  const sayView = useWords(viewWords);
  const saySource = useWords(clockSourceWords);
  const clock = worstClock(tracks);
  if (!clock) return null;
  const { cameraView, offMs, leastOffMs, mostOffMs, uncertaintyMs, source } = clock;
  const track = cameraView === null ? say('evidenceSound') : sayView(cameraView);
  const range = { track, least: signedSeconds(leastOffMs), most: signedSeconds(mostOffMs) };
  const off = { off: signedSeconds(offMs), uncertainty: uncertainSeconds(uncertaintyMs), source: saySource(source) };
  return (
    <button
      type="button"
      className="coverage-clock"
      title={say(source === 'device-clock' ? 'clockOfDevice' : 'clockRange', range)}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      {say('clock', off)}
    </button>
  );
}
