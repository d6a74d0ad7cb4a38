import { useBroadcast } from '../terminal/broadcastStore';
import { captureDesk } from '../terminal/pageCapture';
import { useTerminal } from '../terminal/terminalStore';
import { bearer } from '../session/sessionStore';
import { connection } from '../wire/pageConnection';
import { DeviceRecorder, type RecordableTrack } from './DeviceRecorder';
import { useDeviceRecording } from './deviceRecordingStore';

/** Records by itself whatever does not get through, for as long as somebody is signed in for this vehicle. */
export function followDeviceRecording(vehicleId: string): () => void {
  const recorder = DeviceRecorder.create({
    vehicleId,
    tracks: recordableTracks,
    stats: async () => (await useBroadcast.getState().broadcast?.stats()) ?? null,
    network: () => useBroadcast.getState().broadcast?.state.getState().network ?? 'good',
    online: () => connection.isReady,
    authorization: () => bearer().authorization ?? null,
    serverNow: () => connection.clock.now(),
    roundTripMs: () => connection.state.getState().roundTripMs,
  });
  const stop = recorder.state.subscribe((state) => useDeviceRecording.setState(state));
  return () => {
    stop();
    recorder.close();
    useDeviceRecording.setState(useDeviceRecording.getInitialState());
  };
}

/** The cameras and the microphone that are open while the vehicle is on duty, whether they get through or not. */
function recordableTracks(): readonly RecordableTrack[] {
  if (useTerminal.getState().vehicle?.onDuty !== true) return [];
  const { liveViews = [], soundLive = false } = useBroadcast.getState().broadcast?.state.getState() ?? {};
  const cameras = captureDesk.state.getState().cameras.flatMap(({ deviceId, view }): RecordableTrack[] => {
    const source = captureDesk.streamOf(deviceId)?.getVideoTracks()[0];
    return view !== null && source ? [{ track: 'camera', view, source, live: liveViews.includes(view) }] : [];
  });
  // Of a microphone that is muted there is nothing to record, and the ledger says why.
  const evidence = captureDesk.state.getState().soundMuted ? undefined : captureDesk.soundTracks?.evidence;
  const sound: readonly RecordableTrack[] = evidence
    ? [{ track: 'evidence-sound', view: null, source: evidence, live: soundLive }]
    : [];
  return [...cameras, ...sound];
}
