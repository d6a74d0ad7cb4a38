import type { TalkGroup } from '@protocol';
import type { Say } from '../ui/words/languageStore';
import type { MyFloor } from './myFloor';
import { refusalText } from './refusalText';
import type { VoiceWord } from './voiceWords';

/** Where this page's person stands with a floor, in a sentence; null where he wants nothing of it. */
export function floorText(floor: MyFloor, now: number, say: Say<VoiceWord>): string | null {
  switch (floor.phase) {
    case 'none':
      return floor.refusal === null ? null : refusalText(floor.refusal, say);
    case 'asking':
      return say('asking');
    case 'queued':
      return say(floor.isPressed ? 'queuedHeld' : 'queuedReleased', { position: floor.position, size: floor.size });
    case 'your-turn':
      return floor.confirmBy === null
        ? say('yourTurn')
        : say('yourTurnIn', { seconds: secondsTo(floor.confirmBy, now) });
    case 'speaking':
      return floor.endsSoon && floor.until !== null
        ? say('endsSoon', { seconds: secondsTo(floor.until, now) })
        : say('youSpeak');
    case 'ending':
      return say('ending');
  }
}

/** True where the group is only to be listened to: in a broadcast nobody speaks but who opened it. */
export function mayOnlyListen(group: TalkGroup, accountId: string | null): boolean {
  return group.kind === 'broadcast' && group.openedBy?.accountId !== accountId;
}

const secondsTo = (moment: number, now: number): number => Math.max(0, Math.ceil((moment - now) / 1_000));
