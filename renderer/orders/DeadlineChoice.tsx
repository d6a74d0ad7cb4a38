import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { shortTime } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { changeDraft, useDraft } from './draftStore';
import { orderWords } from './orderWords';

const MINUTE_MS = 60_000;
const usualMinutes = [10, 20, 30, 60] as const;

/** By when the crew must be there: one press for the usual, or any time. */
export function DeadlineChoice(): ReactNode {
  const say = useWords(orderWords);
  const deadline = useDraft((draft) => draft.deadline);
  const now = useSecond();
  return (
    <div className="deadline-choice" role="group" aria-label={say('deadline')}>
      {usualMinutes.map((minutes) => (
        <Button
          key={minutes}
          size="small"
          onClick={() => changeDraft({ deadline: Math.round(serverNow()) + minutes * MINUTE_MS })}
        >
          {say('minutes', { minutes })}
        </Button>
      ))}
      <DatePicker
        size="small"
        showTime={{ format: 'HH:mm' }}
        format="MM-DD HH:mm"
        placeholder={say('deadlineOther')}
        aria-label={say('deadlineOther')}
        value={deadline === null ? null : dayjs(deadline)}
        onChange={(value) => changeDraft({ deadline: value?.valueOf() ?? null })}
      />
      {deadline !== null && (
        <small data-late={deadline <= now}>
          {deadline <= now ? say('deadlinePast') : say('deadlineAt', { time: shortTime(deadline, now) })}
        </small>
      )}
    </div>
  );
}
