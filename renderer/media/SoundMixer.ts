import { createStore, type StoreApi } from 'zustand/vanilla';

const LEVEL_BINS = 256;

interface Voice {
  readonly audio: HTMLAudioElement;
  readonly source: MediaStreamAudioSourceNode;
  readonly analyser: AnalyserNode;
}

/**
 * Plays what is received and measures it. The browser keeps sound locked until the person has clicked or typed on the
 * page; `locked` says so, and unlock() is called by the first gesture.
 */
export class SoundMixer {
  readonly locked: StoreApi<{ readonly isLocked: boolean }> = createStore(() => ({ isLocked: false }));
  private readonly voices = new Map<string, Voice>();
  private readonly freeElements: HTMLAudioElement[] = [];
  private readonly levels = new Uint8Array(LEVEL_BINS);
  private context: AudioContext | null = null;

  constructor() {
    const unlock = (): void => void this.unlock();
    addEventListener('pointerdown', unlock);
    addEventListener('keydown', unlock);
  }

  /** Plays a track under a key, in the place of the track it had before. */
  play(key: string, track: MediaStreamTrack): void {
    this.stop(key);
    const context = this.contextNow();
    const stream = new MediaStream([track]);
    const audio = this.freeElements.pop() ?? new Audio();
    audio.muted = false;
    // Chromium gives a received track to Web Audio only while an element plays it too; so the element is what is heard.
    audio.srcObject = stream;
    const source = context.createMediaStreamSource(stream);
    const analyser = context.createAnalyser();
    analyser.fftSize = LEVEL_BINS;
    source.connect(analyser);
    this.voices.set(key, { audio, source, analyser });
    this.start(audio);
  }

  /** Measures a track without playing it: the own microphone. */
  measure(key: string, track: MediaStreamTrack): void {
    this.play(key, track);
    this.setMuted(key, true);
  }

  stop(key: string): void {
    const voice = this.voices.get(key);
    if (voice === undefined) return;
    this.voices.delete(key);
    voice.source.disconnect();
    voice.audio.pause();
    voice.audio.srcObject = null;
    this.freeElements.push(voice.audio);
  }

  setMuted(key: string, muted: boolean): void {
    const voice = this.voices.get(key);
    if (voice !== undefined) voice.audio.muted = muted;
  }

  /** How loud a key is now, 0 to 1. */
  levelOf(key: string): number {
    const voice = this.voices.get(key);
    if (voice === undefined) return 0;
    voice.analyser.getByteTimeDomainData(this.levels);
    let peak = 0;
    for (const sample of this.levels) peak = Math.max(peak, Math.abs(sample - 128));
    return peak / 128;
  }

  /** Short tones one after the other, for what must be heard without looking: hertz (0 is a rest), seconds, 0 to 1. */
  tone(frequencies: readonly number[], seconds = 0.07, volume = 0.12): void {
    const context = this.contextNow();
    if (context.state !== 'running') return;
    frequencies.forEach((frequency, place) => {
      if (frequency === 0) return;
      const from = context.currentTime + place * seconds;
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.frequency.value = frequency;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(volume, from + 0.008);
      gain.gain.setValueAtTime(volume, from + seconds - 0.012);
      gain.gain.linearRampToValueAtTime(0, from + seconds);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(from + seconds);
    });
  }

  /** Called within a gesture of the person. */
  async unlock(): Promise<void> {
    if (this.context !== null && this.context.state === 'suspended') await this.context.resume();
    if (!this.locked.getState().isLocked) return;
    this.locked.setState({ isLocked: false });
    for (const { audio } of this.voices.values()) this.start(audio);
  }

  private start(audio: HTMLAudioElement): void {
    audio.play().catch((error: unknown) => {
      // A newer srcObject interrupts an older play(); only a refusal means that the browser has locked the sound.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.locked.setState({ isLocked: true });
    });
  }

  private contextNow(): AudioContext {
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    return this.context;
  }
}

/** The one mixer of this page. */
export const soundMixer = new SoundMixer();
