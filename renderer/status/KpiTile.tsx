import type { KpiReading, StatusReport } from '@protocol';
import type { ReactNode } from 'react';
import { shortTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { Sparkline } from './Sparkline';
import { readingOf } from './statusHistory';
import { statusWords } from './statusWords';

const HOUR_MS = 60 * 60_000;

/** One KPI of 3GPP TS 22.179 clause 6.15.3: what people met, what the probe met, and the standard's limit. */
export function KpiTile({ kpi, history }: { kpi: KpiReading['kpi']; history: readonly StatusReport[] }): ReactNode {
  const say = useWords(statusWords);
  const newest = history.at(-1);
  if (newest === undefined) return null;
  const calls = readingOf(newest, kpi, 'calls');
  const probe = readingOf(newest, kpi, 'probe');
  // What people met comes first; where nobody has spoken in the last hour, the probe speaks for them.
  const shown = calls !== null && calls.count > 0 ? calls : (probe ?? calls);
  if (shown === null) return null;
  const points = history.map((report) => ({
    at: report.at,
    value: readingOf(report, kpi, shown.source)?.p95Ms ?? null,
  }));
  return (
    <article className="kpi" aria-label={say(`kpi${kpi}`)} data-kpi={kpi} data-level={levelOf(shown)}>
      <header>
        <b>KPI {kpi}</b>
        <span>{say(`kpi${kpi}`)}</span>
        {shown.estimate && <em>{say('estimate')}</em>}
      </header>
      <p className="kpi-figure">
        <strong>{shown.p95Ms === null ? '—' : Math.round(shown.p95Ms)}</strong>
        <span>ms</span>
        <span className="kpi-meaning">
          {say(`level.${levelOf(shown)}`)} · p95 · {say(`source.${shown.source}`)}
        </span>
      </p>
      <Sparkline points={points} limit={shown.limitMs} from={newest.at - HOUR_MS} to={newest.at} />
      <p className="kpi-scale">
        <span>{say('hourAgo')}</span>
        <span>{say('limit', { ms: shown.limitMs })}</span>
        <span>{say('now')}</span>
      </p>
      <table>
        <thead>
          <tr>
            <th>{say('source')}</th>
            <th>p50</th>
            <th>p95</th>
            <th>{say('count')}</th>
            <th>{say('lastBreach')}</th>
          </tr>
        </thead>
        <tbody>
          {[calls, probe].map(
            (reading) => reading !== null && <Row key={reading.source} reading={reading} now={newest.at} />,
          )}
        </tbody>
      </table>
    </article>
  );
}

function Row({ reading, now }: { reading: KpiReading; now: number }): ReactNode {
  const say = useWords(statusWords);
  const { source, p50Ms, p95Ms, count, lastBreachAt } = reading;
  return (
    <tr data-source={source}>
      <th>{say(`source.${source}`)}</th>
      <td>{milliseconds(p50Ms)}</td>
      <td>{milliseconds(p95Ms)}</td>
      <td>{count}</td>
      <td className={lastBreachAt === null ? undefined : 'kpi-breach'}>
        {lastBreachAt === null ? say('never') : shortTime(lastBreachAt, now)}
      </td>
    </tr>
  );
}

const milliseconds = (value: number | null): string => (value === null ? '—' : `${Math.round(value)} ms`);

function levelOf({ p95Ms, limitMs }: KpiReading): 'none' | 'good' | 'breach' {
  if (p95Ms === null) return 'none';
  return p95Ms <= limitMs ? 'good' : 'breach';
}
