import { useStore } from 'zustand';
import { CaptureDesk, type CaptureState } from './CaptureDesk';

/** The one set of cameras and microphone of this page. */
export const captureDesk = new CaptureDesk();

export function useCapture(): CaptureState {
  return useStore(captureDesk.state);
}
