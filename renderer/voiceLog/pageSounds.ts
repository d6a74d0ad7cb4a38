import { useStore } from 'zustand';
import { bearer } from '../session/sessionStore';
import { BurstRun, type RunOutput, type RunState } from './BurstRun';
import { BurstSounds } from './BurstSounds';

/** Decoding needs a context; it is made when the first sound is wanted. */
let context: AudioContext | null = null;
const contextNow = (): AudioContext => (context ??= new AudioContext());

async function load(burstId: string): Promise<AudioBuffer> {
  const response = await fetch(`/media/bursts/${encodeURIComponent(burstId)}`, { headers: bearer() });
  if (!response.ok) throw new Error(`the burst was answered with ${response.status}`);
  return contextNow().decodeAudioData(await response.arrayBuffer());
}

const output: RunOutput<AudioBuffer> = {
  now: () => contextNow().currentTime,
  play(sound, at, ended) {
    const audio = contextNow();
    // A run begins by a click or a key, which is what a browser asks for before it lets sound out.
    if (audio.state === 'suspended') void audio.resume();
    const source = audio.createBufferSource();
    source.buffer = sound;
    source.connect(audio.destination);
    source.addEventListener('ended', ended);
    source.start(at);
    return () => source.stop();
  },
};

/** The sounds of this page, by burst. */
export const burstSounds = new BurstSounds(load);

/** The one run of this page. */
export const burstRun = new BurstRun((burstId) => burstSounds.of(burstId), output);

export const useRun = (): RunState => useStore(burstRun.state);
