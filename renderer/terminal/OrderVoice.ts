import type { Order, ParsedInput } from '@protocol';

/** How reading went; `stopped` where there was no need of it any more. */
export type Spoken = Exclude<ParsedInput<'orders:reportReadAloud'>['outcome'], 'answered' | 'withdrawn'> | 'stopped';

/** What plays the sound of the server. */
export type VoicePlayer = Pick<HTMLAudioElement, 'src' | 'play' | 'pause' | 'addEventListener'>;

export interface OrderVoiceDependencies<Player extends VoicePlayer> {
  /** Null where the browser has none. */
  readonly synthesis: Pick<SpeechSynthesis, 'getVoices' | 'speak' | 'cancel' | 'addEventListener'> | null;
  readonly utteranceOf: (words: string) => SpeechSynthesisUtterance;
  /** The words of an order as sound that the server has made. */
  readonly fetchSpoken: (orderId: string, stopped: AbortSignal) => Promise<Response>;
  readonly takePlayer: () => Player;
  readonly releasePlayer: (player: Player) => void;
  /** The browser lets this page make no sound. */
  readonly isMuted: () => boolean;
}

/** Voices are loaded late by some browsers; a device that has none by then has none. */
const VOICES_PATIENCE_MS = 1_000;
/** Longer than any order takes: a voice that never says that it has ended is not waited for. */
const SPEAKING_LIMIT_MS = 120_000;

/** Reads orders aloud: by a voice of this device, which needs no network, else with sound that the server has made. */
export class OrderVoice<Player extends VoicePlayer = VoicePlayer> {
  constructor(private readonly dependencies: OrderVoiceDependencies<Player>) {}

  /** Answers how it went, and never throws. It is silent from the moment of `stopped` on. */
  async read(order: Order, words: string, stopped: AbortSignal): Promise<Spoken> {
    if (stopped.aborted) return 'stopped';
    if (this.dependencies.isMuted()) return 'muted';
    const voice = await this.localVoice(/\p{Script=Han}/u.test(words) ? 'zh' : 'en');
    if (stopped.aborted) return 'stopped';
    return voice === null ? await this.playSpoken(order.id, stopped) : await this.speak(words, voice, stopped);
  }

  private async localVoice(language: string): Promise<SpeechSynthesisVoice | null> {
    const { synthesis } = this.dependencies;
    if (synthesis === null) return null;
    const find = (): SpeechSynthesisVoice | null =>
      synthesis.getVoices().find(({ lang, localService }) => localService && lang.startsWith(language)) ?? null;
    const known = find();
    if (known !== null) return known;
    await new Promise((resolve) => {
      synthesis.addEventListener('voiceschanged', resolve, { once: true });
      setTimeout(resolve, VOICES_PATIENCE_MS);
    });
    return find();
  }

  private async speak(words: string, voice: SpeechSynthesisVoice, stopped: AbortSignal): Promise<Spoken> {
    const { synthesis, utteranceOf } = this.dependencies;
    const saying = utteranceOf(words);
    saying.voice = voice;
    saying.lang = voice.lang;
    return await untilDone(
      (done) => {
        saying.addEventListener('end', () => done('read'));
        saying.addEventListener('error', ({ error }) => done(error === 'not-allowed' ? 'muted' : 'failed'));
        synthesis?.speak(saying);
      },
      () => synthesis?.cancel(),
      stopped,
    );
  }

  private async playSpoken(orderId: string, stopped: AbortSignal): Promise<Spoken> {
    const { fetchSpoken, takePlayer, releasePlayer } = this.dependencies;
    let made: Blob;
    try {
      const response = await fetchSpoken(orderId, stopped);
      if (!response.ok) return response.status === 404 ? 'no-voice' : 'failed';
      made = await response.blob();
    } catch {
      return stopped.aborted ? 'stopped' : 'failed';
    }
    const sound = URL.createObjectURL(made);
    const player = takePlayer();
    try {
      return await untilDone(
        (done) => {
          player.addEventListener('ended', () => done('read'), { once: true });
          player.addEventListener('error', () => done('failed'), { once: true });
          player.src = sound;
          player.play().catch((error: unknown) => {
            done(error instanceof DOMException && error.name === 'NotAllowedError' ? 'muted' : 'failed');
          });
        },
        () => player.pause(),
        stopped,
      );
    } finally {
      releasePlayer(player);
      URL.revokeObjectURL(sound);
    }
  }
}

/** What `begin` says first, or that it was stopped, which makes it silent at once. */
async function untilDone(
  begin: (done: (how: Spoken) => void) => void,
  silence: () => void,
  stopped: AbortSignal,
): Promise<Spoken> {
  if (stopped.aborted) return 'stopped';
  let limit: ReturnType<typeof setTimeout> | undefined;
  let stop = (): void => undefined;
  try {
    return await new Promise<Spoken>((resolve) => {
      // Said before it is silent, since a voice that is cut off calls that an error.
      const end = (how: Spoken): void => {
        resolve(how);
        silence();
      };
      stop = () => end('stopped');
      stopped.addEventListener('abort', stop);
      limit = setTimeout(() => end('failed'), SPEAKING_LIMIT_MS);
      begin(resolve);
    });
  } finally {
    clearTimeout(limit);
    stopped.removeEventListener('abort', stop);
  }
}
