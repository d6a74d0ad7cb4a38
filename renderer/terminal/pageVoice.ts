import { soundMixer } from '../media/SoundMixer';
import { bearer } from '../session/sessionStore';
import { OrderVoice } from './OrderVoice';

/** The one voice of this page. */
export const pageVoice = new OrderVoice<HTMLAudioElement>({
  synthesis: 'speechSynthesis' in globalThis ? speechSynthesis : null,
  utteranceOf: (words) => new SpeechSynthesisUtterance(words),
  fetchSpoken: (orderId, stopped) =>
    fetch(`/media/orders/${encodeURIComponent(orderId)}/spoken`, { headers: bearer(), signal: stopped }),
  takePlayer: () => soundMixer.element(),
  releasePlayer: (player) => soundMixer.release(player),
  isMuted: () => soundMixer.locked.getState().isLocked,
});
