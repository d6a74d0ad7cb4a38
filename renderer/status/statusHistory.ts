import type { KpiReading, StatusReport } from '@protocol';

const HOUR_MS = 60 * 60_000;
/** A report comes every 5 s; a picture needs one in 15 s. */
const APART_MS = 15_000;

/** The last hour of reports that this page has seen, oldest first, thinned; the newest is always the last. */
export function withReport(history: readonly StatusReport[], report: StatusReport): readonly StatusReport[] {
  const last = history.at(-1);
  // A server that has started anew begins a new hour: its figures are of other processes.
  const kept = last?.startedAt === report.startedAt ? history : [];
  const beforeLast = kept.at(-2);
  const isTooSoon = beforeLast !== undefined && (kept.at(-1)?.at ?? 0) - beforeLast.at < APART_MS;
  return [...(isTooSoon ? kept.slice(0, -1) : kept).filter(({ at }) => at > report.at - HOUR_MS), report];
}

/** One KPI from one source; null where the report does not have it. */
export function readingOf(
  { kpis }: Pick<StatusReport, 'kpis'>,
  kpi: KpiReading['kpi'],
  source: KpiReading['source'],
): KpiReading | null {
  return kpis.find((reading) => reading.kpi === kpi && reading.source === source) ?? null;
}
