import type { OrderTimes } from '@protocol';
import type { ReactNode } from 'react';
import { useWords, type Say } from '../ui/words/languageStore';
import './orderTimes.css';
import { orderTimesWords } from './orderTimesWords';

const steps = ['deliver', 'accept', 'arrive', 'finish'] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Word = keyof typeof orderTimesWords.en;

/** A row each, and of each step a bar: as long as its median, with a line to where all but one of twenty were done. */
export function OrderTimesTable({ times }: { times: readonly OrderTimes[] }): ReactNode {
  const say = useWords(orderTimesWords);
  const longest = (step: (typeof steps)[number]): number =>
    Math.max(1, ...times.map((one) => one[`${step}P95Ms`] ?? 0));
  const scales = {
    deliver: longest('deliver'),
    accept: longest('accept'),
    arrive: longest('arrive'),
    finish: longest('finish'),
  };
  const sorted = [...times].sort((one, other) => other.orders - one.orders || one.name.localeCompare(other.name));
  return (
    <div className="order-times-table">
      <table>
        <thead>
          <tr>
            {(['name', 'orders', 'refused', 'late', ...steps] as const).map((head) => (
              <th key={head} scope="col">
                {say(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => (
            <tr key={one.subjectId}>
              <th scope="row">{one.name}</th>
              <td>{one.orders}</td>
              <td data-bad={one.refused > 0}>{one.refused}</td>
              <td data-bad={one.late > 0}>{one.late}</td>
              {steps.map((step) => (
                <td key={step} className="order-times-step">
                  <Bar median={one[`${step}P50Ms`]} p95={one[`${step}P95Ms`]} scale={scales[step]} say={say} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bar({
  median,
  p95,
  scale,
  say,
}: {
  median: number | null;
  p95: number | null;
  scale: number;
  say: Say<Word>;
}): ReactNode {
  if (median === null || p95 === null) return '–';
  const share = (value: number): number => Math.max(1, (100 * value) / scale);
  return (
    <>
      <span>
        <b>{timeText(median, say)}</b> / {timeText(p95, say)}
      </span>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2={share(p95)} y1="4" y2="4" />
        <rect width={share(median)} height="8" />
      </svg>
    </>
  );
}

/** `4.2 s`, `12.5 min`, `1.5 h`: as much as says something. */
function timeText(milliseconds: number, say: Say<Word>): string {
  if (milliseconds < MINUTE_MS) return say('seconds', { value: (milliseconds / 1_000).toFixed(1) });
  if (milliseconds < HOUR_MS) return say('minutes', { value: (milliseconds / MINUTE_MS).toFixed(1) });
  return say('hours', { value: (milliseconds / HOUR_MS).toFixed(1) });
}
