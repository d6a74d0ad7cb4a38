import type { AuditRow, RequestOutput } from '@protocol';
import { create } from 'zustand';
import { request, serverNow } from '../wire/pageConnection';

const HOUR_MS = 60 * 60_000;
const PAGE_ROWS = 100;

interface AuditFilter {
  readonly from: number;
  /** Null up to the present. */
  readonly to: number | null;
  readonly text: string;
  readonly onlyRefused: boolean;
}

interface AuditState {
  readonly filter: AuditFilter;
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  readonly mayHaveMore: boolean;
  readonly loading: boolean;
  readonly error: unknown;
  readonly check: RequestOutput<'audit:verify'> | 'running' | null;
}

export const useAudit = create<AuditState>(() => ({
  filter: { from: 0, to: null, text: '', onlyRefused: false },
  rows: [],
  mayHaveMore: false,
  loading: true,
  error: null,
  check: null,
}));

let asked = 0;

export function searchAudit(change: Partial<AuditFilter>): void {
  useAudit.setState(({ filter }) => ({ filter: { ...filter, ...change }, loading: true }));
  void load(null);
}

export function searchRecentAudit(hours: number): void {
  searchAudit({ from: serverNow() - hours * HOUR_MS, to: null });
}

/** Adds the rows before the oldest one shown. */
export function loadEarlierAudit(): void {
  void load(useAudit.getState().rows.at(-1)?.number ?? null);
}

export async function verifyAudit(): Promise<void> {
  useAudit.setState({ check: 'running' });
  try {
    useAudit.setState({ check: await request('audit:verify', {}) });
  } catch (error) {
    useAudit.setState({ check: null, error });
  }
}

async function load(before: number | null): Promise<void> {
  const own = (asked += 1);
  const { from, to, text, onlyRefused } = useAudit.getState().filter;
  try {
    const { rows } = await request('audit:search', {
      from: Math.round(from),
      to: Math.round(to ?? serverNow() + HOUR_MS),
      text: text.trim() === '' ? null : text.trim(),
      action: null,
      outcome: onlyRefused ? 'refused' : null,
      subject: null,
      before,
      limit: PAGE_ROWS,
    });
    if (own !== asked) return;
    useAudit.setState((state) => ({
      rows: before === null ? rows : [...state.rows, ...rows],
      mayHaveMore: rows.length === PAGE_ROWS,
      loading: false,
      error: null,
    }));
  } catch (error) {
    if (own === asked) useAudit.setState({ error, loading: false });
  }
}
