import type { StatusReport } from '@protocol';
import type { ReactNode } from 'react';
import { clockTime, shortTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { KpiTile } from './KpiTile';
import { Sparkline } from './Sparkline';
import './status.css';
import { useStatus } from './statusStore';
import { probeFailureWords, statusWords } from './statusWords';

const HOUR_MS = 60 * 60_000;
const MEGABYTE = 1024 * 1024;

/** How well the voice does, by the standard's own measures, and what carries it. */
export function StatusPage(): ReactNode {
  const say = useWords(statusWords);
  const { history } = useStatus();
  const isOnline = useConnectionState().phase === 'online';
  const newest = history.at(-1);
  return (
    <main className="status" aria-label={say('page')} data-stale={!isOnline}>
      <header>
        <h1>{say('page')}</h1>
        {newest !== undefined && (
          <p role="status">
            {say(isOnline ? 'asOf' : 'stale', { time: clockTime(newest.at) })} ·{' '}
            {say('runningSince', { time: shortTime(newest.startedAt, newest.at) })}
          </p>
        )}
      </header>
      {newest === undefined ? (
        <p className="status-wait">{say('waiting')}</p>
      ) : (
        <>
          <h2>{say('voice')}</h2>
          <section className="status-kpis">
            {([1, 2, 3, 4] as const).map((kpi) => (
              <KpiTile key={kpi} kpi={kpi} history={history} />
            ))}
          </section>
          <h2>{say('service')}</h2>
          <section className="status-facts">
            <ProbeFact report={newest} />
            <Fact title={say('vehiclesOnline')}>{newest.vehiclesOnline}</Fact>
            <Fact title={say('desksOnline')}>{newest.desksOnline}</Fact>
            <Fact title={say('callsTalking')}>{newest.callsTalking}</Fact>
            <Fact title={say('droppedTalkPackets')} note={say('droppedHint')}>
              {newest.droppedTalkPackets}
            </Fact>
          </section>
          <h2>{say('machine')}</h2>
          <section className="status-machine">
            <Measure
              title={say('serverCpu')}
              value={`${newest.serverCpuPercent.toFixed(0)} %`}
              history={history}
              of={({ serverCpuPercent }) => serverCpuPercent}
            />
            <Measure
              title={say('serverMemory')}
              value={`${Math.round(newest.serverMemoryBytes / MEGABYTE)} MB`}
              history={history}
              of={({ serverMemoryBytes }) => serverMemoryBytes / MEGABYTE}
            />
            <Measure
              title={say('eventLoop')}
              value={`${newest.eventLoopDelayP99Ms.toFixed(1)} ms`}
              history={history}
              of={({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms}
            />
            <Workers report={newest} />
            <Pictures report={newest} />
          </section>
        </>
      )}
    </main>
  );
}

function Fact({ title, note, children }: { title: string; note?: string; children: ReactNode }): ReactNode {
  return (
    <div className="status-fact" title={note}>
      <span>{title}</span>
      <b>{children}</b>
      {note !== undefined && <small>{note}</small>}
    </div>
  );
}

function ProbeFact({ report: { probe } }: { report: StatusReport }): ReactNode {
  const say = useWords(statusWords);
  const sayFailure = useWords(probeFailureWords);
  const tone = probe === null ? 'none' : probe.failure === null ? 'good' : 'breach';
  return (
    <div className="status-fact status-probe" data-level={tone}>
      <span>{say('probe')}</span>
      <b>
        <i aria-hidden="true">{tone === 'good' ? '●' : tone === 'none' ? '◌' : '▲'}</i>{' '}
        {probe === null ? say('probeNone') : probe.failure === null ? say('probeGood') : sayFailure(probe.failure)}
      </b>
      <small>{probe === null ? say('probeEvery') : say('probeAt', { time: clockTime(probe.at) })}</small>
    </div>
  );
}

function Measure({
  title,
  value,
  history,
  of,
}: {
  title: string;
  value: string;
  history: readonly StatusReport[];
  of: (report: StatusReport) => number;
}): ReactNode {
  const to = history.at(-1)?.at ?? 0;
  return (
    <div className="status-measure">
      <p>
        <span>{title}</span>
        <b>{value}</b>
      </p>
      <Sparkline
        points={history.map((report) => ({ at: report.at, value: of(report) }))}
        limit={null}
        from={to - HOUR_MS}
        to={to}
      />
    </div>
  );
}

/** What it costs to look at one picture of each camera every ten seconds: a figure of its own. */
function Pictures({ report: { pictures } }: { report: StatusReport }): ReactNode {
  const say = useWords(statusWords);
  const { looked, meanMs, cpuPercent } = pictures;
  return (
    <div className="status-measure status-pictures">
      <p>
        <span>{say('pictures')}</span>
        <b>{meanMs === null ? '—' : say('perPicture', { ms: meanMs.toFixed(1) })}</b>
      </p>
      <small>
        {meanMs === null ? say('picturesNone') : say('picturesCost', { looked, percent: cpuPercent.toFixed(1) })}
      </small>
    </div>
  );
}

function Workers({ report: { mediaWorkers } }: { report: StatusReport }): ReactNode {
  const say = useWords(statusWords);
  return (
    <div className="status-measure status-workers">
      <p>
        <span>{say('workers')}</span>
        <b>{mediaWorkers.length}</b>
      </p>
      {mediaWorkers.length === 0 && <p className="kpi-breach">{say('noWorkers')}</p>}
      <ul>
        {mediaWorkers.map(({ processId, cpuPercent }) => (
          <li key={processId}>
            <span>{say('worker', { processId })}</span>
            <meter min={0} max={100} high={60} value={Math.min(100, cpuPercent)} />
            <b>{cpuPercent.toFixed(0)} %</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
