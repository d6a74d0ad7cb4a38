import { z } from 'zod';
import { create } from 'zustand';
import { soundMixer } from '../media/SoundMixer';

const KEPT_UNDER = 'zhiqin.soundDevices';
/** How much of the own voice a test records. */
const TEST_MS = 3_000;

/** The level of the microphone under test is measured under this key of the mixer. */
export const TESTED_VOICE = 'tested-voice';

const choiceSchema = z.object({
  /** Empty for what the machine takes by itself. */
  inputId: z.string(),
  outputId: z.string(),
});

export interface SoundDevice {
  readonly deviceId: string;
  readonly label: string;
}

interface SoundDevices {
  readonly inputs: readonly SoundDevice[];
  readonly outputs: readonly SoundDevice[];
  readonly inputId: string;
  readonly outputId: string;
  /** False where the browser lets no page choose the loudspeaker. */
  readonly mayChooseOutput: boolean;
  readonly test: 'idle' | 'recording' | 'playing' | 'failed';
}

/** Microphones and loudspeakers of this machine, and which are used; the choice is remembered on it. */
export const useSoundDevices = create<SoundDevices>(() => ({
  inputs: [],
  outputs: [],
  ...kept(),
  mayChooseOutput: 'setSinkId' in HTMLMediaElement.prototype,
  test: 'idle',
}));

/** Looks which devices there are; they have names only once a microphone was allowed. */
export async function lookForSoundDevices(): Promise<void> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const named = (wanted: MediaDeviceKind): SoundDevice[] =>
    devices
      .filter(({ kind, label }) => kind === wanted && label !== '')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  useSoundDevices.setState({ inputs: named('audioinput'), outputs: named('audiooutput') });
}

/** Keeps the list true and takes the remembered loudspeaker. Called once by a page. */
export function followSoundDevices(): void {
  navigator.mediaDevices?.addEventListener('devicechange', () => void lookForSoundDevices());
  const { outputId } = useSoundDevices.getState();
  if (outputId !== '') void soundMixer.useOutput(outputId);
  void lookForSoundDevices();
}

/** An empty id is what the machine takes by itself. */
export async function chooseOutput(outputId: string): Promise<void> {
  keep({ outputId });
  await soundMixer.useOutput(outputId);
}

/** Remembers the microphone; whoever captures opens it anew. */
export function chooseInput(inputId: string): void {
  keep({ inputId });
}

/**
 * Records three seconds of a microphone and plays them back, as others would hear it. Only here, never sent.
 */
export async function testMicrophone(track: MediaStreamTrack): Promise<void> {
  const { test } = useSoundDevices.getState();
  if (test === 'recording' || test === 'playing') return;
  // A copy is open by itself: the one that is sent stays shut.
  const copy = track.clone();
  copy.enabled = true;
  try {
    soundMixer.measure(TESTED_VOICE, copy);
    useSoundDevices.setState({ test: 'recording' });
    const url = URL.createObjectURL(await record(copy));
    useSoundDevices.setState({ test: 'playing' });
    await playBack(url);
    URL.revokeObjectURL(url);
    useSoundDevices.setState({ test: 'idle' });
  } catch (error) {
    console.warn('the microphone could not be tested', error);
    useSoundDevices.setState({ test: 'failed' });
  } finally {
    soundMixer.stop(TESTED_VOICE);
    copy.stop();
  }
}

async function record(track: MediaStreamTrack): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error('the sound cannot be recorded'));
  });
  recorder.start();
  setTimeout(() => recorder.stop(), TEST_MS);
  await stopped;
  return new Blob(parts, { type: recorder.mimeType });
}

async function playBack(url: string): Promise<void> {
  const audio = soundMixer.element();
  audio.src = url;
  const ended = new Promise((resolve, reject) => {
    audio.onended = resolve;
    audio.onerror = () => reject(new Error('the recording cannot be played'));
  });
  await audio.play();
  await ended;
  soundMixer.release(audio);
}

function keep(part: Partial<z.infer<typeof choiceSchema>>): void {
  useSoundDevices.setState(part);
  const { inputId, outputId } = useSoundDevices.getState();
  localStorage.setItem(KEPT_UNDER, JSON.stringify({ inputId, outputId }));
}

function kept(): z.infer<typeof choiceSchema> {
  try {
    return choiceSchema.parse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? ''));
  } catch {
    return { inputId: '', outputId: '' };
  }
}
