import { useStore } from 'zustand';
import { media } from '../media/pageMedia';
import { soundMixer } from '../media/SoundMixer';
import { holdsPermission, useSession } from '../session/sessionStore';
import { onReady } from '../wire/pageConnection';
import { Microphone, type MicrophoneState } from './Microphone';
import { followFloor, isPressing, letGo, OWN_VOICE, press } from './pageTalk';
import { chooseInput, followSoundDevices, lookForSoundDevices, testMicrophone, useSoundDevices } from './soundDevices';
import { followHeadsetButton } from './headsetButton';
import { talkTarget } from './talkTargetStore';
import { useVoice } from './voiceStore';

const microphone = new Microphone(media);
/** The key of the desktop shell is down, or has switched talking on. */
let isHeldByDesktop = false;

/** Opens the desk's microphone for those who may speak, and speaks with it. Called once by the console. */
export function followDeskTalk(): void {
  followFloor({
    setTalking: (isTalking) => microphone.setTalking(isTalking),
    heard: () => microphone.heard(),
    stats: () => microphone.stats(),
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
  // A desk whose window is left with the button down must not go on speaking, unless its key is heard everywhere.
  addEventListener('blur', () => {
    if (!isHeldByDesktop) letGo();
  });
  followDesktopKey();
  followHeadsetButton(() => talkTarget()?.id ?? null);
  followSoundDevices();
}

/** The desktop shell's key speaks where the space bar would, while another program has the focus. */
function followDesktopKey(): void {
  window.desktop?.onTalkKey((news) => {
    const isDown = news === 'down' || (news === 'toggle' && !isHeldByDesktop);
    isHeldByDesktop = isDown;
    const target = isDown ? talkTarget() : null;
    if (target !== null) press(target.id);
    else letGo();
  });
  // What the server has ended is not ended a second time by the next press.
  useVoice.subscribe(() => {
    if (isHeldByDesktop && !isPressing()) isHeldByDesktop = false;
  });
}

/** Asks for the microphone (again). */
export async function openMicrophone(): Promise<void> {
  await microphone.open(useSoundDevices.getState().inputId);
  void lookForSoundDevices();
  if (microphone.sound !== null) soundMixer.measure(OWN_VOICE, microphone.sound);
}

/** Takes another microphone, at once and from now on; an empty id for the usual one. */
export async function chooseMicrophone(inputId: string): Promise<void> {
  letGo();
  chooseInput(inputId);
  microphone.close();
  await openMicrophone();
}

/** Records three seconds and plays them back; see testMicrophone(). */
export async function testDeskMicrophone(): Promise<void> {
  if (microphone.sound === null) await openMicrophone();
  if (microphone.sound !== null) await testMicrophone(microphone.sound);
}

export const useMicrophone = (): MicrophoneState => useStore(microphone.state);
