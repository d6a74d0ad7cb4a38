import type { CameraView } from '@protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assignViews, emptyChoice, type CameraDevice, type CaptureChoice } from './captureChoice';
import { explainCapture, retriesByItself, type CaptureFailure } from './captureExplanation';
import { openMicrophone, type SoundTracks } from './openMicrophone';

const KEPT_UNDER = 'zhiqin.capture';
const RETRY_MS = 5000;
/** Stands for a device whose id the browser hides until a camera is allowed. */
const UNNAMED = 'unnamed-';

export interface CameraEntry extends CameraDevice {
  /** Null where this device is not used. */
  readonly view: CameraView | null;
  readonly phase: 'unused' | 'opening' | 'open' | 'failed';
  /** Why it is not open; null while it is, or is not wanted. */
  readonly failure: CaptureFailure | null;
}

export interface CaptureState {
  readonly phase: 'closed' | 'asking' | 'ready';
  readonly cameras: readonly CameraEntry[];
  readonly microphones: readonly CameraDevice[];
  readonly microphoneId: string | null;
  readonly sound: 'closed' | 'opening' | 'open' | 'failed';
  readonly soundFailure: CaptureFailure | null;
  /** The device or the system has muted the microphone: it is open, and nothing comes out of it. */
  readonly soundMuted: boolean;
}

const closedState: CaptureState = {
  phase: 'closed',
  cameras: [],
  microphones: [],
  microphoneId: null,
  sound: 'closed',
  soundFailure: null,
  soundMuted: false,
};

/** The cameras and the microphone of this tablet: opens those that are chosen, says why not, and tries again. */
export class CaptureDesk {
  readonly state: StoreApi<CaptureState> = createStore<CaptureState>(() => closedState);
  private readonly streams = new Map<string, MediaStream>();
  private sounds: SoundTracks | null = null;
  private views: readonly CameraView[] = [];
  private retryTimer: ReturnType<typeof setInterval> | null = null;
  private busy: Promise<void> = Promise.resolve();
  private readonly refreshLater = (): void => void this.refresh();

  /** Asks for the devices and opens those that were chosen before, or, the first time, as many as open. */
  async open(views: readonly CameraView[]): Promise<void> {
    this.views = views;
    if (this.state.getState().phase !== 'closed') {
      return;
    }
    this.state.setState({ phase: 'asking' });
    navigator.mediaDevices?.addEventListener('devicechange', this.refreshLater);
    this.retryTimer = setInterval(() => this.retryThoseThatMay(), RETRY_MS);
    await this.refresh();
  }

  /** Looks for devices anew and opens what is chosen and not open. */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      if (this.state.getState().phase === 'closed') {
        return;
      }
      await this.openSound();
      let devices = await listDevices();
      if (devices.some(({ kind, label }) => kind === 'videoinput' && label === '')) {
        // Names and ids are hidden until a camera was allowed once.
        const failure = await allowCameras();
        if (failure !== null) {
          this.takeRefusal(failure, devices);
          return;
        }
        devices = await listDevices();
      }
      this.take(devices);
      await this.openChosen();
      this.keep();
    });
  }

  /** Maps a device to a view of the vehicle, or to none; a device that had the view gives it up. */
  choose(deviceId: string, view: CameraView | null): Promise<void> {
    return this.inTurn(async () => {
      for (const camera of this.state.getState().cameras) {
        if (camera.deviceId === deviceId) {
          const phase = view === null ? 'unused' : this.streams.has(deviceId) ? 'open' : 'opening';
          this.change(deviceId, { view, phase, failure: null });
        } else if (view !== null && camera.view === view) {
          this.change(camera.deviceId, { view: null, phase: 'unused', failure: null });
        }
      }
      this.closeUnused();
      await this.openChosen();
      this.keep();
    });
  }

  chooseMicrophone(microphoneId: string): Promise<void> {
    return this.inTurn(async () => {
      this.closeSound();
      this.state.setState({ microphoneId });
      await this.openSound();
      this.keep();
    });
  }

  streamOf(deviceId: string): MediaStream | null {
    return this.streams.get(deviceId) ?? null;
  }

  /** Null while the microphone is not open. */
  get soundTracks(): SoundTracks | null {
    return this.sounds;
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.refreshLater);
    if (this.retryTimer !== null) {
      clearInterval(this.retryTimer);
    }
    this.retryTimer = null;
    for (const stream of this.streams.values()) {
      stopAll(stream);
    }
    this.streams.clear();
    this.closeSound();
    this.state.setState(closedState);
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.busy = this.busy.then(work).catch((error: unknown) => console.error('capture failed', error));
    return this.busy;
  }

  private take(devices: readonly MediaDeviceInfo[]): void {
    const before = this.state.getState();
    const known = before.cameras.filter(({ deviceId }) => !deviceId.startsWith(UNNAMED));
    const kept = known.length > 0 ? known : readKept().cameras;
    const cameras = devices.filter(({ kind }) => kind === 'videoinput').map(deviceOf);
    this.state.setState({
      phase: 'ready',
      microphones: devices
        .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'communications')
        .map(deviceOf),
      cameras: assignViews(cameras, this.views, kept).map(({ device, view, present }) => {
        const known = before.cameras.find(({ deviceId }) => deviceId === device.deviceId);
        if (view === null) {
          return { ...device, view, phase: 'unused', failure: null };
        }
        if (!present) {
          this.closeCamera(device.deviceId);
          return { ...device, view, phase: 'failed', failure: 'camera-gone' };
        }
        return { ...device, view, phase: known?.phase ?? 'opening', failure: known?.failure ?? null };
      }),
    });
    this.closeUnused();
  }

  /** No camera may be looked at: each that was chosen, or that is known to be there without its name, says why. */
  private takeRefusal(failure: CaptureFailure, devices: readonly MediaDeviceInfo[]): void {
    const kept = readKept().cameras.filter(({ view }) => view !== null);
    const unnamed = devices
      .filter(({ kind }) => kind === 'videoinput')
      .map((_, index) => ({ deviceId: `${UNNAMED}${index}`, label: '' }));
    const wanted =
      kept.length > 0 ? kept : assignViews(unnamed, this.views, []).map(({ device, view }) => ({ ...device, view }));
    this.state.setState({
      phase: 'ready',
      microphones: devices.filter(({ kind, label }) => kind === 'audioinput' && label !== '').map(deviceOf),
      cameras: wanted.map((camera) => ({ ...camera, phase: 'failed', failure })),
    });
  }

  private async openChosen(): Promise<void> {
    for (const { deviceId, view, phase, failure } of this.state.getState().cameras) {
      const missing = phase === 'failed' && failure === 'camera-gone' && !(await this.isPresent(deviceId));
      if (view !== null && !missing && !this.streams.has(deviceId)) {
        await this.openCamera(deviceId);
      }
    }
  }

  private async isPresent(deviceId: string): Promise<boolean> {
    return (await listDevices()).some((device) => device.deviceId === deviceId);
  }

  private async openCamera(deviceId: string): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: {
          deviceId: { exact: deviceId },
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: 25, max: 30 },
        },
      });
      if (this.state.getState().phase === 'closed') {
        stopAll(stream);
        return;
      }
      this.streams.set(deviceId, stream);
      stream.getVideoTracks()[0]?.addEventListener('ended', () => this.lost(deviceId));
      this.change(deviceId, { phase: 'open', failure: null });
    } catch (error) {
      this.change(deviceId, { phase: 'failed', failure: explainCapture(error) });
    }
  }

  /** The device was pulled out or taken by another program while it was open. */
  private lost(deviceId: string): void {
    this.closeCamera(deviceId);
    this.change(deviceId, { phase: 'failed', failure: 'camera-gone' });
    void this.refresh();
  }

  private closeCamera(deviceId: string): void {
    const stream = this.streams.get(deviceId);
    if (stream) {
      stopAll(stream);
      this.streams.delete(deviceId);
    }
  }

  private closeUnused(): void {
    const { cameras } = this.state.getState();
    for (const deviceId of [...this.streams.keys()]) {
      if (!cameras.some((camera) => camera.deviceId === deviceId && camera.view !== null)) {
        this.closeCamera(deviceId);
      }
    }
  }

  private async openSound(): Promise<void> {
    if (this.sounds) {
      return;
    }
    const microphoneId = this.state.getState().microphoneId ?? readKept().microphoneId;
    this.state.setState({ sound: 'opening', microphoneId });
    try {
      const sounds = await openMicrophone(microphoneId, captureSound);
      if (this.state.getState().phase === 'closed') {
        sounds.evidence.stop();
        sounds.talk.stop();
        return;
      }
      this.sounds = sounds;
      sounds.evidence.addEventListener('ended', () => this.soundLost(sounds));
      const lookWhetherMuted = (): void => {
        if (this.sounds === sounds) this.state.setState({ soundMuted: sounds.evidence.muted });
      };
      sounds.evidence.addEventListener('mute', lookWhetherMuted);
      sounds.evidence.addEventListener('unmute', lookWhetherMuted);
      this.state.setState({
        sound: 'open',
        soundFailure: null,
        soundMuted: sounds.evidence.muted,
        microphoneId: sounds.evidence.getSettings().deviceId ?? microphoneId,
      });
    } catch (error) {
      this.state.setState({ sound: 'failed', soundFailure: explainCapture(error) });
    }
  }

  private soundLost(sounds: SoundTracks): void {
    if (this.sounds === sounds) {
      this.closeSound();
      this.state.setState({ sound: 'failed', soundFailure: 'camera-gone' });
    }
  }

  private closeSound(): void {
    this.sounds?.evidence.stop();
    this.sounds?.talk.stop();
    this.sounds = null;
    this.state.setState({ sound: 'closed', soundFailure: null, soundMuted: false });
  }

  private retryThoseThatMay(): void {
    const { cameras, soundFailure, phase } = this.state.getState();
    const waiting = [...cameras.map(({ failure }) => failure), soundFailure];
    if (phase === 'ready' && waiting.some((failure) => failure !== null && retriesByItself(failure))) {
      void this.refresh();
    }
  }

  private change(deviceId: string, part: Partial<CameraEntry>): void {
    this.state.setState(({ cameras }) => ({
      cameras: cameras.map((camera) => (camera.deviceId === deviceId ? { ...camera, ...part } : camera)),
    }));
  }

  private keep(): void {
    const { cameras, microphoneId } = this.state.getState();
    const choice: CaptureChoice = {
      cameras: cameras.map(({ deviceId, label, view }) => ({ deviceId, label, view })),
      microphoneId,
    };
    localStorage.setItem(KEPT_UNDER, JSON.stringify(choice));
  }
}

const deviceOf = ({ deviceId, label }: MediaDeviceInfo): CameraDevice => ({ deviceId, label });

const stopAll = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

async function listDevices(): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices?.enumerateDevices()) ?? [];
}

/** Asks for any camera, so that all are named; answers why none may be opened, or null. */
async function allowCameras(): Promise<CaptureFailure | null> {
  try {
    stopAll(await navigator.mediaDevices.getUserMedia({ video: true }));
    return null;
  } catch (error) {
    return explainCapture(error);
  }
}

async function captureSound(sound: MediaTrackConstraints): Promise<MediaStreamTrack> {
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: sound })).getAudioTracks();
  if (!track) throw new DOMException('the microphone gave no track', 'NotFoundError');
  return track;
}

function readKept(): CaptureChoice {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? 'null');
    // The only writer of this key is `keep` above.
    return parsed === null ? emptyChoice : (parsed as CaptureChoice);
  } catch {
    return emptyChoice;
  }
}
