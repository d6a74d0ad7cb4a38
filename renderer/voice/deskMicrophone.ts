import { useStore } from 'zustand';
import { media } from '../media/pageMedia';
import { soundMixer } from '../media/SoundMixer';
import { holdsPermission, useSession } from '../session/sessionStore';
import { onReady } from '../wire/pageConnection';
import { Microphone, type MicrophoneState } from './Microphone';
import { followFloor, letGo, OWN_VOICE } from './pageTalk';

const microphone = new Microphone(media);

/** Opens the desk's microphone for those who may speak, and speaks with it. Called once by the console. */
export function followDeskTalk(): void {
  followFloor({
    setTalking: (isTalking) => microphone.setTalking(isTalking),
    trouble: () => {
      const { phase } = microphone.state.getState();
      return phase === 'denied' || phase === 'busy' || phase === 'missing' ? phase : null;
    },
  });
  onReady(() => {
    if (holdsPermission('voice.speak')) void openMicrophone();
  });
  useSession.subscribe(({ phase }) => {
    if (phase !== 'signed-out') return;
    soundMixer.stop(OWN_VOICE);
    microphone.close();
  });
  // A desk whose window is left with the button down must not go on speaking.
  addEventListener('blur', letGo);
}

/** Asks for the microphone (again). */
export async function openMicrophone(): Promise<void> {
  await microphone.open();
  if (microphone.sound !== null) soundMixer.measure(OWN_VOICE, microphone.sound);
}

export const useMicrophone = (): MicrophoneState => useStore(microphone.state);
