let context: AudioContext | null = null;

/** Browsers give sound only after a touch: the first one on the page opens it. */
export function unlockTonesByTouch(): () => void {
  const unlock = (): void => {
    context ??= new AudioContext();
    void context.resume();
  };
  window.addEventListener('pointerdown', unlock);
  return () => window.removeEventListener('pointerdown', unlock);
}

interface Beep {
  readonly hertz: number;
  /** Seconds from now. */
  readonly at: number;
  readonly seconds: number;
}

const tones = {
  permit: [{ hertz: 1050, at: 0, seconds: 0.09 }],
  deny: [
    { hertz: 330, at: 0, seconds: 0.14 },
    { hertz: 250, at: 0.18, seconds: 0.22 },
  ],
  order: [
    { hertz: 880, at: 0, seconds: 0.16 },
    { hertz: 1175, at: 0.2, seconds: 0.16 },
    { hertz: 880, at: 0.5, seconds: 0.16 },
    { hertz: 1175, at: 0.7, seconds: 0.26 },
  ],
} as const satisfies Record<string, readonly Beep[]>;

const LOUDNESS = 0.35;
const EDGE_SECONDS = 0.012;

/** Sounds a short tone: the floor is yours, it is not, or an order has come. Silent until the page was touched once. */
export function playTone(name: keyof typeof tones): void {
  try {
    context ??= new AudioContext();
    for (const beep of tones[name]) {
      sound(context, beep);
    }
  } catch (error) {
    // A tablet without any sound output still works by what it shows.
    console.warn('a tone could not be sounded', error);
  }
}

function sound(audio: AudioContext, { hertz, at, seconds }: Beep): void {
  const begin = audio.currentTime + at;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(LOUDNESS, begin + EDGE_SECONDS);
  gain.gain.setValueAtTime(LOUDNESS, begin + seconds - EDGE_SECONDS);
  gain.gain.linearRampToValueAtTime(0, begin + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + seconds);
}
