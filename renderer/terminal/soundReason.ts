import type { GapReason } from '@protocol';
import type { CaptureState } from './CaptureDesk';
import type { CaptureFailure } from './captureExplanation';

const reasonOfFailure: Readonly<Record<CaptureFailure, GapReason>> = {
  'camera-denied': 'microphone-denied',
  'camera-busy': 'microphone-busy',
  'camera-gone': 'microphone-gone',
  unknown: 'unknown',
};

/**
 * Why no evidence sound goes out, in the words of the record; null while it can, and while nobody has looked yet. What
 * is muted sends packets in which nothing is: for the record that is a sound that is not there, and not a silent street.
 */
export function soundReason(
  { phase, sound, soundFailure, soundMuted }: Pick<CaptureState, 'phase' | 'sound' | 'soundFailure' | 'soundMuted'>,
  isHidden: boolean,
): GapReason | null {
  if (phase !== 'ready') return null;
  if (sound === 'failed') return reasonOfFailure[soundFailure ?? 'unknown'];
  if (sound !== 'open' || !soundMuted) return null;
  // A browser mutes the microphone of a page that it has put away.
  return isHidden ? 'page-hidden' : 'microphone-muted';
}
