import { Checkbox, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { gapWords } from '../fleet/fleetWords';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { onReady, serverNow } from '../wire/pageConnection';
import { ClockChart } from './ClockChart';
import { ClockOffset } from './ClockOffset';
import { endOfDay, loadCoverage, useCoverage } from './coverageStore';
import { CoverageStrip } from './CoverageStrip';
import type { CoverageSummary } from './coverageSummary';
import { ledgerRows, timesElsewhere, type LedgerRow } from './ledgerRows';
import './recording.css';
import { coverageWords } from './coverageWords';

const LOAD_EVERY_MS = 30_000;
const MINUTE_MS = 60_000;
const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** What of a day was recorded of each vehicle, and for each gap why; a click plays that moment. */
export function CoveragePage({
  plates,
  onReview,
}: {
  plates: ReadonlyMap<string, string>;
  onReview: (vehicleId: string, at: number) => void;
}): ReactNode {
  const say = useWords(coverageWords);
  const { vehicles, byVehicle, error } = useCoverage();
  const [day, setDay] = useState(() => dayjs(serverNow()).startOf('day').valueOf());
  const [onlyGaps, setOnlyGaps] = useState(false);
  /** The vehicle of which the whole day of its clocks is shown. */
  const [clocksOf, setClocksOf] = useState<string | null>(null);
  const to = endOfDay(day);
  useEffect(() => {
    const load = (): void => void loadCoverage(day);
    const stop = onReady(load);
    const timer = setInterval(load, LOAD_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
    // Whoever comes or goes changes whose day this is.
  }, [day, plates]);
  const goesOnUntil = to > serverNow() ? to : null;
  const rows = useMemo(
    () => ledgerRows(vehicles ?? [], { fleet: plates, byVehicle, goesOnUntil }),
    [vehicles, plates, byVehicle, goesOnUntil],
  );
  const isIdle = ({ tracks, summary }: LedgerRow): boolean => tracks !== null && summary.requiredMs === 0;
  const idle = rows.filter(isIdle);
  const past = { from: day, to: Math.min(to, serverNow()) };
  const elsewhere = new Map(rows.map(({ vehicleId, stays }) => [vehicleId, timesElsewhere(stays, past)]));
  const kinds = [
    ...(['recorded', 'device', 'reduced', 'gap', 'deleted', 'nothing'] as const),
    ...([...elsewhere.values()].some((times) => times.length > 0) ? (['elsewhere'] as const) : []),
  ];
  const shown = rows.filter((row) => !isIdle(row) && (!onlyGaps || row.summary.gaps > 0));
  return (
    <main className="coverage" aria-label={say('page')}>
      <div className="coverage-bar">
        <DatePicker
          value={dayjs(day)}
          allowClear={false}
          aria-label={say('day')}
          disabledDate={(date) => date.valueOf() > serverNow()}
          onChange={(value) => value && setDay(value.startOf('day').valueOf())}
        />
        <Checkbox checked={onlyGaps} onChange={({ target }) => setOnlyGaps(target.checked)}>
          {say('onlyGaps')}
        </Checkbox>
        <span className="soft">{say('jump')}</span>
        <div className="coverage-legends">
          {kinds.map((kind) => (
            <span key={kind} className="coverage-legend" data-kind={kind}>
              {say(kind)}
            </span>
          ))}
        </div>
      </div>
      {error !== null && <p role="alert">{errorText(error)}</p>}
      <div className="coverage-hours" aria-hidden="true">
        {hours.map((hour) => (
          <span key={hour}>{String(hour).padStart(2, '0')}</span>
        ))}
      </div>
      <ul className="coverage-list">
        {vehicles?.length === 0 && <li className="coverage-note">{say('noVehicles')}</li>}
        {rows.length > 0 && shown.length === 0 && onlyGaps && <li className="coverage-note">{say('allComplete')}</li>}
        {shown.map(({ vehicleId, plate, hasLeft, tracks, summary }) => (
          <li key={vehicleId}>
            <header>
              <b>
                {plate} {hasLeft && <small className="coverage-left">{say('hasLeft')}</small>}
              </b>
              {tracks === null ? <small>{say('loading')}</small> : <SummaryText summary={summary} />}
              <ClockOffset
                tracks={tracks ?? []}
                isOpen={clocksOf === vehicleId}
                onToggle={() => setClocksOf(clocksOf === vehicleId ? null : vehicleId)}
              />
            </header>
            <div>
              {tracks?.map((coverage) => (
                <CoverageStrip
                  key={`${coverage.track} ${coverage.cameraView ?? ''}`}
                  {...{ coverage, from: day, to }}
                  elsewhere={elsewhere.get(vehicleId) ?? []}
                  onChoose={(at) => onReview(vehicleId, at)}
                />
              ))}
              {clocksOf === vehicleId && <ClockChart {...{ vehicleId, from: day, to }} />}
            </div>
          </li>
        ))}
      </ul>
      {idle.length > 0 && !onlyGaps && (
        <p className="coverage-idle">{say('idle', { plates: idle.map(({ plate }) => plate).join('  ') })}</p>
      )}
    </main>
  );
}

function SummaryText({ summary }: { summary: CoverageSummary }): ReactNode {
  const say = useWords(coverageWords);
  const sayGap = useWords(gapWords);
  const { requiredMs, recordedMs, gaps, gapMs, worst } = summary;
  const time = (milliseconds: number): string =>
    milliseconds < MINUTE_MS
      ? say('seconds', { count: Math.ceil(milliseconds / 1000) })
      : say('minutes', { count: (milliseconds / MINUTE_MS).toFixed(1) });
  // Never rounded up to a whole that it is not.
  const percent = Math.floor((recordedMs / requiredMs) * 1000) / 10;
  return (
    <>
      <span data-whole={gaps === 0}>{say('share', { percent })}</span>
      <small>{gaps === 0 ? say('complete') : say('gaps', { count: gaps, time: time(gapMs) })}</small>
      {worst && <small>{say('worst', { time: time(worst.lastedMs), reason: sayGap(worst.reason) })}</small>}
    </>
  );
}
