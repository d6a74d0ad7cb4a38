import { RequestError } from '@protocol';
import { bearer } from '../session/sessionStore';
import { soundMixer } from '../media/SoundMixer';

/** What became of playing one recorded sound. `playedMs` is how much of it came out. */
export interface Playing {
  readonly playedMs: number;
  readonly firstSoundAt: number | null;
  /** True where it came out to its end. */
  readonly isWhole: boolean;
}

/** Plays recorded sounds of the server over HTTP, one at a time: a newer one ends the older. */
export class Recorded {
  private readonly audio = soundMixer.element();
  private stopCurrent: (() => void) | null = null;

  /** Answers when it has ended. Throws `not-found` where there is no such sound, others where it cannot be played. */
  async play(path: string): Promise<Playing> {
    this.stop();
    const aborting = new AbortController();
    this.stopCurrent = () => aborting.abort();
    const response = await fetch(path, { headers: bearer(), signal: aborting.signal });
    if (!response.ok) {
      const why = `${path} was answered with ${response.status}`;
      throw new RequestError(response.status === 404 ? 'not-found' : 'internal', why);
    }
    const url = URL.createObjectURL(await response.blob());
    try {
      return await this.sound(url, aborting.signal);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  stop(): void {
    this.stopCurrent?.();
    this.stopCurrent = null;
  }

  private async sound(url: string, signal: AbortSignal): Promise<Playing> {
    const { audio } = this;
    let firstSoundAt: number | null = null;
    const over = new Promise<boolean>((resolve, reject) => {
      audio.onplaying = () => (firstSoundAt ??= Date.now());
      audio.onended = () => resolve(true);
      audio.onerror = () => reject(new Error(audio.error?.message ?? 'the sound cannot be played'));
      signal.addEventListener('abort', () => resolve(false));
    });
    audio.src = url;
    try {
      if (!signal.aborted) await audio.play();
      const isWhole = await over;
      return { playedMs: Math.round(audio.currentTime * 1_000), firstSoundAt, isWhole };
    } finally {
      audio.pause();
      audio.removeAttribute('src');
    }
  }
}
