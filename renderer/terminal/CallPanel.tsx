import type { PhoneCall } from '@protocol';
import type { ReactNode } from 'react';
import { hangUp } from '../calls/callsStore';
import { callsWords } from '../calls/callsWords';
import { useHasCallSound } from '../calls/callSound';
import { otherParty } from '../calls/phoneCallRules';
import { errorText } from '../ui/errorText';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { notify } from './noticeStore';

/** In the place of the talk button while the telephone is in use: who, how long, and hang up. */
export function CallPanel({ call }: { call: PhoneCall }): ReactNode {
  const say = useWords(callsWords);
  const now = useSecond();
  const hasSound = useHasCallSound(call.id);
  const { name } = otherParty(call, 'vehicle');
  return (
    <section className="call-panel" aria-label={say('talking', { name })} data-sound={hasSound}>
      <p>{say('talking', { name })}</p>
      <time>{duration(now - (call.answeredAt ?? call.startedAt))}</time>
      <p role="status" className={hasSound ? 'good' : 'soft'}>
        {say(hasSound ? 'soundHere' : 'noSound')}
      </p>
      <button
        type="button"
        className="big call-end"
        onClick={() => void hangUp(call.id).catch((error: unknown) => notify('bad', errorText(error)))}
      >
        {say('hangUp')}
      </button>
    </section>
  );
}
