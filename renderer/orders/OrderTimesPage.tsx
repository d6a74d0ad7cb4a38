import type { OrderTimes } from '@protocol';
import { App, Button, DatePicker, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState, type ReactNode } from 'react';
import { bearer } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { onReady, request, serverNow } from '../wire/pageConnection';
import './orderTimes.css';
import { OrderTimesTable } from './OrderTimesTable';
import { orderTimesWords } from './orderTimesWords';

const DAY_MS = 86_400_000;
const levels = ['district', 'team', 'vehicle'] as const;

interface Span {
  readonly from: number;
  readonly to: number;
}

const lastDays = (days: number): Span => {
  const to = Math.round(serverNow());
  return {
    from: dayjs(to - (days - 1) * DAY_MS)
      .startOf('day')
      .valueOf(),
    to,
  };
};

/** How long orders took, step by step, by district, team and vehicle; and the same as a file. */
export function OrderTimesPage(): ReactNode {
  const say = useWords(orderTimesWords);
  const { language } = useLanguage();
  const { message } = App.useApp();
  const [span, setSpan] = useState<Span>(() => lastDays(1));
  const [level, setLevel] = useState<(typeof levels)[number]>('district');
  const [answer, setAnswer] = useState<readonly OrderTimes[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const stop = onReady(() => {
      request('orders:times', span).then(
        ({ times }) => {
          if (!isCurrent) return;
          setFailure(null);
          setAnswer(times);
        },
        (error: unknown) => isCurrent && setFailure(errorText(error)),
      );
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [span]);
  const shown = answer?.filter((one) => one.level === level) ?? [];
  const download = async (): Promise<void> => {
    try {
      await downloadReport(span, language);
    } catch {
      void message.error(say('downloadFailed'));
    }
  };
  return (
    <main className="order-times" aria-label={say('page')}>
      <div className="order-times-bar">
        <Button onClick={() => setSpan(lastDays(1))}>{say('today')}</Button>
        {[7, 30].map((days) => (
          <Button key={days} onClick={() => setSpan(lastDays(days))}>
            {say('days', { days })}
          </Button>
        ))}
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="MM-DD HH:mm"
          aria-label={say('span')}
          allowClear={false}
          value={[dayjs(span.from), dayjs(span.to)]}
          onChange={(value) => {
            const [from, to] = value ?? [];
            if (from && to) setSpan({ from: from.valueOf(), to: to.valueOf() });
          }}
        />
        <Segmented
          value={level}
          onChange={setLevel}
          options={levels.map((value) => ({ value, label: say(`level.${value}`) }))}
        />
        <span className="fill" />
        <Button type="primary" disabled={answer === null || answer.length === 0} onClick={() => void download()}>
          {say('download')}
        </Button>
      </div>
      {failure !== null && <p role="alert">{failure}</p>}
      {shown.length > 0 ? (
        <>
          <p className="soft">{say('legend')}</p>
          <OrderTimesTable times={shown} />
        </>
      ) : (
        failure === null && <p className="order-times-none">{say(answer === null ? 'loading' : 'empty')}</p>
      )}
    </main>
  );
}

/** The file as the server writes it, each cell safe to open in a spreadsheet. */
async function downloadReport({ from, to }: Span, language: string): Promise<void> {
  const query = new URLSearchParams({ from: String(from), to: String(to), language });
  const response = await fetch(`/reports/order-times.csv?${query.toString()}`, { headers: bearer() });
  if (!response.ok) throw new Error(`the report was answered with ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `order-times-${dayjs(from).format('YYYYMMDD')}-${dayjs(to).format('YYYYMMDD')}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
