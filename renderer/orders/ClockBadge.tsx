import type { ReactNode } from 'react';
import { duration } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { clockWords, orderBoardWords } from './orderBoardWords';
import type { OrderClock } from './orderClock';

const HOUR_MS = 3_600_000;
const marks = { calm: '', amber: '◔ ', red: '◕ ', late: '▲ ' } as const;

/** The time that is left, or how long it takes already; shape and colour say how near the end is. */
export function ClockBadge({ clock, now }: { clock: OrderClock; now: number }): ReactNode {
  const say = useWords(orderBoardWords);
  const sayClock = useWords(clockWords);
  const { due, since, tone, waitsFor } = clock;
  const text =
    due === null
      ? say('since', { time: longTime(now - since) })
      : due > now
        ? say('left', { time: longTime(due - now) })
        : say('over', { time: longTime(now - due) });
  return (
    <time className="order-clock" data-tone={tone} title={sayClock(waitsFor)}>
      {marks[tone]}
      {text}
    </time>
  );
}

/** 04:12, and 1:04:12 from an hour on. */
function longTime(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR_MS);
  return hours < 1 ? duration(milliseconds) : `${hours}:${duration(milliseconds % HOUR_MS)}`;
}
