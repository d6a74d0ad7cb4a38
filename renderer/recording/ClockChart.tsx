import type { ClockSeries } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { driftAnHour } from './clockDrift';
import { clockSourceWords, coverageWords } from './coverageWords';
import { signedSeconds } from './trackClocks';

const HEIGHT = 34;
/** A clock that is right is not drawn as if it were not. */
const LEAST_RANGE_MS = 100;
/** More would not be read. */
const MOST_STEPS_TOLD = 3;

/** How a vehicle's clocks went on a day, one row for each sender, under the hours of its strips. */
export function ClockChart({ vehicleId, from, to }: { vehicleId: string; from: number; to: number }): ReactNode {
  const say = useWords(coverageWords);
  const [series, setSeries] = useState<readonly ClockSeries[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let isWanted = true;
    request('recording:clocks', { vehicleId, from, to })
      .then((answer) => isWanted && setSeries(answer.series))
      .catch((problem: unknown) => isWanted && setError(problem));
    return () => {
      isWanted = false;
    };
  }, [vehicleId, from, to]);
  if (error !== null) return <p role="alert">{errorText(error)}</p>;
  if (series === null) return <p className="soft">{say('loading')}</p>;
  return (
    <section className="coverage-clocks" aria-label={say('clocks')}>
      {series.map((one) => (
        <ClockRow key={`${one.track} ${one.cameraView ?? ''} ${one.source}`} series={one} {...{ from, to }} />
      ))}
      <p className="soft">{say('clocksExplain')}</p>
    </section>
  );
}

function ClockRow({ series, from, to }: { series: ClockSeries; from: number; to: number }): ReactNode {
  const say = useWords(coverageWords);
  const sayView = useWords(viewWords);
  const saySource = useWords(clockSourceWords);
  const { cameraView, source, readings } = series;
  const name = cameraView === null ? say('evidenceSound') : sayView(cameraView);
  const least = Math.min(...readings.map(({ leastOffMs }) => leastOffMs));
  const most = Math.max(...readings.map(({ mostOffMs }) => mostOffMs));
  const range = Math.max(LEAST_RANGE_MS, most - least);
  const bottom = (least + most - range) / 2;
  const heightOf = (offMs: number): number => HEIGHT - 2 - ((offMs - bottom) / range) * (HEIGHT - 4);
  const xOf = (at: number): number => (at - from) / (to - from);
  const drift = driftAnHour(readings);
  const steps = readings.flatMap(({ at, stepMs }) =>
    stepMs === null ? [] : [{ at, text: say('step', { time: clockTime(at), by: signedSeconds(stepMs) }) }],
  );
  const told = steps.slice(0, MOST_STEPS_TOLD).map(({ text }) => text);
  const joined = told.join(say('stepsJoined'));
  const all = steps.length > told.length ? say('stepsMore', { steps: joined }) : joined;
  const facts = {
    ...{ least: signedSeconds(least), most: signedSeconds(most), source: saySource(source) },
    drift: drift === null ? '' : say('drift', { drift: `${drift > 0 ? '+' : ''}${drift.toFixed(1)}` }),
    steps: steps.length === 0 ? '' : say('steps', { count: steps.length, steps: all }),
  };
  return (
    <div className="coverage-clock-row">
      <span>{name}</span>
      <svg viewBox={`0 0 1 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={say('clockOfDay', facts)}>
        {steps.map(({ at, text }) => (
          <line
            key={`step ${at}`}
            className="coverage-clock-step"
            x1={xOf(at)}
            x2={xOf(at)}
            y1={0}
            y2={HEIGHT}
            vectorEffect="non-scaling-stroke"
          >
            <title>{text}</title>
          </line>
        ))}
        {readings.map(({ at, offMs, leastOffMs, mostOffMs }) => (
          <line
            key={at}
            x1={xOf(at)}
            x2={xOf(at)}
            y1={heightOf(leastOffMs) + 1.5}
            y2={heightOf(mostOffMs) - 1.5}
            vectorEffect="non-scaling-stroke"
          >
            <title>{say('clockAt', { time: clockTime(at), off: signedSeconds(offMs) })}</title>
          </line>
        ))}
      </svg>
      <small>{say('clockOfDay', facts)}</small>
    </div>
  );
}
