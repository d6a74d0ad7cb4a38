import type { GapReason } from '@protocol';

/** Why a camera or a microphone could not be opened or stopped, in the words of the record. */
export type CaptureFailure = Extract<GapReason, 'camera-denied' | 'camera-busy' | 'camera-gone' | 'unknown'>;

/**
 * The reason behind an error of `getUserMedia`. The names are those of the Media Capture and Streams standard;
 * `NotReadableError` is what Chromium answers when another program, or an Android that opens one camera at a time,
 * holds the device.
 */
export function explainCapture(error: unknown): CaptureFailure {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'camera-denied';
    case 'NotReadableError':
    case 'AbortError':
      return 'camera-busy';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'camera-gone';
    default:
      // A page without a secure context has no `mediaDevices` at all, which is a TypeError: nothing was allowed.
      return error instanceof TypeError ? 'camera-denied' : 'unknown';
  }
}

/** Only what can change while the crew waits is worth trying again by itself; a denial waits for a person. */
export function retriesByItself(failure: CaptureFailure): boolean {
  return failure === 'camera-busy' || failure === 'camera-gone';
}
