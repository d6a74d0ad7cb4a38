import { request } from '../wire/pageConnection';

/** Tells the server a figure of this page: press to grant (1) or late entry (4). */
export function reportMeasure(groupId: string, kpi: 1 | 4, milliseconds: number): void {
  // One figure that the line lost is missing, no more.
  request('voiceLog:reportMeasure', { groupId, kpi, ms: Math.min(60_000, Math.max(0, milliseconds)) }).catch(
    () => undefined,
  );
}
