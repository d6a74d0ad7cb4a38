import type { Order, ParsedInput } from '@protocol';
import { soundMixer } from '../media/SoundMixer';
import { bearer } from '../session/sessionStore';

type Outcome = ParsedInput<'orders:reportReadAloud'>['outcome'];

/** Voices are loaded late by some browsers; a device that has none by then has none. */
const VOICES_PATIENCE_MS = 1_000;
/** Longer than any order takes: a voice that never says that it has ended is not waited for. */
const SPEAKING_LIMIT_MS = 120_000;

/**
 * Reads an order aloud: by a voice of this device, which needs no network, else with sound that the server has made.
 * Answers how it went. It is silent from the moment of `answered` on.
 */
export async function readOrderAloud(order: Order, words: string, answered: AbortSignal): Promise<Outcome> {
  if (soundMixer.locked.getState().isLocked) return 'muted';
  const voice = await localVoice(/\p{Script=Han}/u.test(words) ? 'zh' : 'en');
  if (answered.aborted) return 'answered';
  return voice === null ? await playSpoken(order.id, answered) : await speak(words, voice, answered);
}

async function localVoice(language: string): Promise<SpeechSynthesisVoice | null> {
  if (!('speechSynthesis' in globalThis)) return null;
  const find = (): SpeechSynthesisVoice | null =>
    speechSynthesis.getVoices().find(({ lang, localService }) => localService && lang.startsWith(language)) ?? null;
  const known = find();
  if (known !== null) return known;
  await new Promise((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', resolve, { once: true });
    setTimeout(resolve, VOICES_PATIENCE_MS);
  });
  return find();
}

async function speak(words: string, voice: SpeechSynthesisVoice, answered: AbortSignal): Promise<Outcome> {
  const saying = new SpeechSynthesisUtterance(words);
  saying.voice = voice;
  saying.lang = voice.lang;
  return await new Promise<Outcome>((resolve) => {
    answered.addEventListener('abort', () => {
      resolve('answered');
      speechSynthesis.cancel();
    });
    saying.addEventListener('end', () => resolve('read'));
    saying.addEventListener('error', ({ error }) => resolve(error === 'not-allowed' ? 'muted' : 'failed'));
    setTimeout(() => resolve('failed'), SPEAKING_LIMIT_MS);
    speechSynthesis.speak(saying);
  });
}

async function playSpoken(orderId: string, answered: AbortSignal): Promise<Outcome> {
  const address = `/media/orders/${encodeURIComponent(orderId)}/spoken`;
  const response = await fetch(address, { headers: bearer(), signal: answered }).catch(() => null);
  if (answered.aborted) return 'answered';
  if (response === null) return 'failed';
  if (!response.ok) return response.status === 404 ? 'no-voice' : 'failed';
  const sound = URL.createObjectURL(await response.blob());
  const player = soundMixer.element();
  try {
    return await new Promise<Outcome>((resolve) => {
      answered.addEventListener('abort', () => {
        resolve('answered');
        player.pause();
      });
      player.addEventListener('ended', () => resolve('read'), { once: true });
      player.addEventListener('error', () => resolve('failed'), { once: true });
      setTimeout(() => resolve('failed'), SPEAKING_LIMIT_MS);
      player.src = sound;
      player.play().catch((error: unknown) => {
        resolve(error instanceof DOMException && error.name === 'NotAllowedError' ? 'muted' : 'failed');
      });
    });
  } finally {
    soundMixer.release(player);
    URL.revokeObjectURL(sound);
  }
}
