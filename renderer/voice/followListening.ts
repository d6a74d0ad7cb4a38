import { useSelection } from '../fleet/selectionStore';
import { media } from '../media/pageMedia';
import { soundMixer } from '../media/SoundMixer';
import { useSession } from '../session/sessionStore';
import { GroupListening } from './GroupListening';
import { speakingIn } from './pageTalk';
import { useVoice } from './voiceStore';

const LOOK_EVERY_MS = 10_000;

/** Keeps this page hearing the talk groups that its person should hear. Called once by the console. */
export function followListening(): void {
  const listening = new GroupListening(media, soundMixer);
  const update = (): void => {
    if (useSession.getState().phase !== 'signed-in') {
      listening.close();
      return;
    }
    listening.update({
      groups: useVoice.getState().groups.values(),
      chosenVehicleId: useSelection.getState().vehicleId,
      speakingIn: speakingIn(),
    });
  };
  useVoice.subscribe(update);
  useSelection.subscribe(update);
  useSession.subscribe(update);
  setInterval(update, LOOK_EVERY_MS);
}
