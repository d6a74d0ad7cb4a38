import { errorWords } from '../ui/words/errorWords';
import type { Say } from '../ui/words/languageStore';
import { sayNow } from '../ui/words/languageStore';
import type { Refusal } from './myFloor';
import { burstEndWords, type VoiceWord } from './voiceWords';

export const troubleKeys = { denied: 'micDenied', missing: 'micMissing', busy: 'micBusy' } as const;

/** Why the floor was refused or taken, in a sentence. */
export function refusalText(refusal: Refusal, say: Say<VoiceWord>): string {
  switch (refusal.why) {
    case 'another-has-it':
      return refusal.speakerName === null
        ? say('anotherHasItNameless')
        : say('anotherHasIt', { name: refusal.speakerName });
    case 'retry-later':
      return say('retryLater');
    case 'receive-only':
      return say('receiveOnly');
    case 'no-resources':
      return say('noResources');
    case 'queue-full':
      return say('queueFull');
    case 'microphone':
      return say(troubleKeys[refusal.trouble]);
    case 'ended':
      return sayNow(burstEndWords)(refusal.reason);
    case 'error':
      return sayNow(errorWords)(refusal.code);
  }
}
