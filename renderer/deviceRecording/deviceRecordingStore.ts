import { create } from 'zustand';
import { startingState, type DeviceRecordingState } from './workerMessages';

/** What this terminal's own recording is doing. Its recorder writes here for as long as somebody is signed in. */
export const useDeviceRecording = create<DeviceRecordingState>(() => startingState);
