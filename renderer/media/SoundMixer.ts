import { createStore, type StoreApi } from 'zustand/vanilla';
import { sendTo, SoundGraph } from './SoundGraph';

const LEVEL_BINS = 256;
/** How loud a scene is while somebody speaks, as a share of what it was. */
const DUCKED_SHARE = 0.2;
/** How fast a place and a volume in the graph follow, in seconds, so that nothing clicks. */
const GLIDE_SECONDS = 0.02;

/** How one sound is played. */
export interface SoundSetting {
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  /** -1 left, 0 middle, 1 right. */
  readonly place: number;
}

/** `talk` is speech; a `scene`, such as a camera's sound, steps back while somebody speaks. */
export type SoundKind = 'talk' | 'scene';

/** What a voice has in the graph while somebody looks at its level, or while it has a place. */
interface VoiceNodes {
  readonly source: MediaStreamAudioSourceNode;
  readonly analyser: AnalyserNode;
  readonly gain: GainNode;
  readonly panner: StereoPannerNode;
}

interface Voice {
  readonly stream: MediaStream;
  /** None for the own microphone, which is measured only. */
  readonly audio: HTMLAudioElement | null;
  readonly kind: SoundKind;
  setting: SoundSetting;
  nodes: VoiceNodes | null;
}

const plainSetting: SoundSetting = { volume: 1, isMuted: false, place: 0 };

/**
 * Plays what is received and measures it. The browser keeps sound locked until the person has clicked or typed on the
 * page; `locked` says so, and unlock() is called by the first gesture.
 */
export class SoundMixer {
  readonly locked: StoreApi<{ readonly isLocked: boolean }> = createStore(() => ({ isLocked: false }));
  private readonly voices = new Map<string, Voice>();
  private readonly players = new Set<HTMLAudioElement>();
  private readonly freeElements: HTMLAudioElement[] = [];
  private readonly levels = new Uint8Array(LEVEL_BINS);
  private readonly graph = new SoundGraph({
    isNeeded: () => [...this.voices.values()].some(({ setting }) => setting.place !== 0),
    onRest: () => this.voices.forEach(forgetNodes),
    onLock: () => this.showLock(),
  });
  /** A player was not allowed to play. */
  private isRefused = false;
  private isDucked = false;
  private outputId = '';

  constructor() {
    const unlock = (): void => void this.unlock();
    addEventListener('pointerdown', unlock);
    addEventListener('keydown', unlock);
  }

  /** Plays a track under a key, in the place of the track it had before. */
  play(key: string, track: MediaStreamTrack, kind: SoundKind = 'scene', setting: SoundSetting = plainSetting): void {
    this.stop(key);
    const stream = new MediaStream([track]);
    const audio = this.freeElements.pop() ?? this.element();
    // Chromium gives a received track to Web Audio only while an element plays it too.
    audio.srcObject = stream;
    const voice: Voice = { stream, audio, kind, setting, nodes: null };
    this.voices.set(key, voice);
    this.apply(voice);
    this.start(audio);
  }

  /** Measures a track without playing it: the own microphone. */
  measure(key: string, track: MediaStreamTrack): void {
    this.stop(key);
    const setting = { ...plainSetting, isMuted: true };
    this.voices.set(key, { stream: new MediaStream([track]), audio: null, kind: 'talk', setting, nodes: null });
  }

  stop(key: string): void {
    const voice = this.voices.get(key);
    if (voice === undefined) return;
    this.voices.delete(key);
    forgetNodes(voice);
    if (voice.audio === null) return;
    voice.audio.pause();
    voice.audio.srcObject = null;
    this.freeElements.push(voice.audio);
  }

  set(key: string, setting: SoundSetting): void {
    const voice = this.voices.get(key);
    if (voice === undefined) return;
    const { volume, isMuted, place } = voice.setting;
    if (volume === setting.volume && isMuted === setting.isMuted && place === setting.place) return;
    voice.setting = setting;
    this.apply(voice);
  }

  /** Lets every scene step back while somebody speaks, and come forward again. */
  duck(isDucked: boolean): void {
    if (this.isDucked === isDucked) return;
    this.isDucked = isDucked;
    for (const voice of this.voices.values()) this.apply(voice);
  }

  /** The player is not needed any more. */
  release(audio: HTMLAudioElement): void {
    audio.removeAttribute('src');
    this.players.delete(audio);
  }

  /** Where everything is heard; an empty id is what the machine takes by itself. Without effect where no choice is. */
  async useOutput(outputId: string): Promise<void> {
    this.outputId = outputId;
    await Promise.all([this.graph.useOutput(outputId), ...[...this.players].map((audio) => sendTo(audio, outputId))]);
  }

  /** How loud a key is now, 0 to 1, before its volume. */
  levelOf(key: string): number {
    const voice = this.voices.get(key);
    if (voice === undefined) return 0;
    this.nodesOf(voice).analyser.getByteTimeDomainData(this.levels);
    let peak = 0;
    for (const sample of this.levels) peak = Math.max(peak, Math.abs(sample - 128));
    return peak / 128;
  }

  /** Short tones one after the other, for what must be heard without looking: hertz (0 is a rest), seconds, 0 to 1. */
  tone(frequencies: readonly number[], seconds = 0.07, volume = 0.12): void {
    void this.graph.running().then((context) => {
      if (context !== null) sound(context, frequencies, seconds, volume);
    });
  }

  /** Finds out whether the browser lets this page be heard, before there is something to hear. */
  lookForLock(): void {
    this.graph.wake();
  }

  /** Called within a gesture of the person. */
  async unlock(): Promise<void> {
    await this.graph.unlock();
    if (!this.isRefused) return;
    this.isRefused = false;
    this.showLock();
    for (const { audio } of this.voices.values()) if (audio !== null) this.start(audio);
  }

  /** In the middle the element itself is heard, which is the shorter way; a place needs the graph. */
  private apply(voice: Voice): void {
    const { audio, kind, setting } = voice;
    const volume = setting.volume * (kind === 'scene' && this.isDucked ? DUCKED_SHARE : 1);
    const isPlaced = setting.place !== 0;
    if (audio !== null) {
      audio.volume = volume;
      audio.muted = setting.isMuted || isPlaced;
    }
    if (!isPlaced) {
      voice.nodes?.panner.disconnect();
      return;
    }
    const { source, gain, panner } = this.nodesOf(voice);
    const { context } = gain;
    gain.gain.setTargetAtTime(setting.isMuted ? 0 : volume, context.currentTime, GLIDE_SECONDS);
    panner.pan.setTargetAtTime(setting.place, context.currentTime, GLIDE_SECONDS);
    source.connect(gain).connect(panner).connect(context.destination);
  }

  /** Made when they are needed first, so that what is heard through them is of now and not of before they rested. */
  private nodesOf(voice: Voice): VoiceNodes {
    const context = this.graph.wake();
    if (voice.nodes !== null) return voice.nodes;
    const source = context.createMediaStreamSource(voice.stream);
    const analyser = context.createAnalyser();
    analyser.fftSize = LEVEL_BINS;
    source.connect(analyser);
    voice.nodes = { source, analyser, gain: context.createGain(), panner: context.createStereoPanner() };
    return voice.nodes;
  }

  private start(audio: HTMLAudioElement): void {
    audio.play().catch((error: unknown) => {
      // A newer srcObject interrupts an older play(); only a refusal means that the browser has locked the sound.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) return;
      this.isRefused = true;
      this.showLock();
    });
  }

  /** A page that uses the microphone may play what it receives at once, and its tones all the same only after a gesture. */
  private showLock(): void {
    const isLocked = this.isRefused || this.graph.isLocked;
    if (this.locked.getState().isLocked !== isLocked) this.locked.setState({ isLocked });
  }

  /** A player for a recorded sound, heard where everything is heard. */
  element(): HTMLAudioElement {
    const audio = new Audio();
    this.players.add(audio);
    if (this.outputId !== '') void sendTo(audio, this.outputId);
    return audio;
  }
}

function forgetNodes(voice: Voice): void {
  voice.nodes?.source.disconnect();
  voice.nodes?.gain.disconnect();
  voice.nodes?.panner.disconnect();
  voice.nodes = null;
}

function sound(context: AudioContext, frequencies: readonly number[], seconds: number, volume: number): void {
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

/** The one mixer of this page. */
export const soundMixer = new SoundMixer();
