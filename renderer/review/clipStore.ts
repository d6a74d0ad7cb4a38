import { create } from 'zustand';
import type { Span } from './playbackPlan';
import { exactMoment } from './reviewClock';
import { useReview } from './reviewStore';

interface Clip {
  /** The record of which it is; another one has none. */
  readonly of: Span | null;
  readonly begin: number | null;
  readonly end: number | null;
}

/** The handles of the clip that is being set on the timeline. Either may be missing while it is set. */
export const useClip = create<Clip>(() => ({ of: null, begin: null, end: null }));

/** Puts one handle at a moment. Where it passes the other one, that one goes. */
export function setHandle(handle: 'begin' | 'end', at: number = exactMoment()): void {
  const { span } = useReview.getState();
  const moment = Math.round(Math.min(span.to, Math.max(span.from, at)));
  useClip.setState(({ of, begin, end }) => {
    const known = of === span ? { begin, end } : { begin: null, end: null };
    if (handle === 'begin') {
      return { of: span, begin: moment, end: known.end !== null && known.end > moment ? known.end : null };
    }
    return { of: span, end: moment, begin: known.begin !== null && known.begin < moment ? known.begin : null };
  });
}

/** Puts both handles. */
export function setClip({ from, to }: Span): void {
  useClip.setState({ of: useReview.getState().span, begin: from, end: to });
}

export function dropClip(): void {
  useClip.setState({ of: null, begin: null, end: null });
}

/** The handles of the open record; null for each that is not set. */
export function useHandles(): { readonly begin: number | null; readonly end: number | null } {
  const span = useReview((review) => review.span);
  const { of, begin, end } = useClip();
  return of === span ? { begin, end } : { begin: null, end: null };
}

/** The clip of the open record where both handles are set. */
export function useWholeClip(): Span | null {
  const { begin, end } = useHandles();
  return begin !== null && end !== null ? { from: begin, to: end } : null;
}
