import type { StatusReport } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { on, onReady, request } from '../wire/pageConnection';
import { withReport } from './statusHistory';

interface StatusState {
  /** The newest is the last; empty before the first. */
  readonly history: readonly StatusReport[];
}

export const useStatus = create<StatusState>(() => ({ history: [] }));

/** Keeps the reports of the last hour. Called once by a page that shows them. */
export function followStatus(): void {
  const take = (report: StatusReport): void =>
    useStatus.setState(({ history }) => ({ history: withReport(history, report) }));
  onReady(() => {
    if (!holdsPermission('status.view')) return;
    request('status:report', {}).then(take, (error: unknown) =>
      console.error('the state of the system could not be loaded', error),
    );
  });
  on('status:changed', take);
}
