import { useStore } from 'zustand';
import { media } from '../media/pageMedia';
import { soundMixer } from '../media/SoundMixer';
import { holdsPermission, useSession } from '../session/sessionStore';
import { connection, onReady, request } from '../wire/pageConnection';
import { Microphone, type MicrophoneState } from './Microphone';
import { Talk, type TalkState } from './Talk';
import { onBurstEnded } from './voiceStore';

/** The level of the own microphone is measured under this key. */
export const OWN_VOICE = 'own-voice';

const microphone = new Microphone(media);

/** The one talk button of this page, however many there are on the screen. */
export const talk = new Talk({
  requestFloor: (input) => request('voice:requestFloor', input),
  releaseFloor: (input) => request('voice:releaseFloor', input),
  setTalking: (isTalking) => microphone.setTalking(isTalking),
  microphoneTrouble: () => {
    const { phase } = microphone.state.getState();
    return phase === 'denied' || phase === 'busy' || phase === 'missing' ? phase : null;
  },
  permitTone: () => soundMixer.tone([880, 1_320]),
  denyTone: () => soundMixer.tone([330, 262], 0.12),
});

/** Opens the microphone for those who may speak, and ends a burst when the server or the line does. */
export function followTalk(): void {
  onReady(() => {
    if (holdsPermission('voice.speak')) void openMicrophone();
  });
  useSession.subscribe(({ phase }) => {
    if (phase !== 'signed-out') return;
    soundMixer.stop(OWN_VOICE);
    microphone.close();
  });
  onBurstEnded((burstId, reason) => talk.burstEnded(burstId, reason));
  connection.state.subscribe(({ phase }) => {
    if (phase !== 'online') talk.lineLost();
  });
  // A desk whose window is left with the button down must not go on speaking.
  addEventListener('blur', () => talk.release());
}

/** Asks for the microphone (again). */
export async function openMicrophone(): Promise<void> {
  await microphone.open();
  if (microphone.sound !== null) soundMixer.measure(OWN_VOICE, microphone.sound);
}

export const useTalk = (): TalkState => useStore(talk.state);
export const useMicrophone = (): MicrophoneState => useStore(microphone.state);
