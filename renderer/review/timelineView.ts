import { create } from 'zustand';
import type { Span } from './playbackPlan';
import { useReview } from './reviewStore';

/** Nearer than this, one frame is wider than a hand is exact. */
const SHORTEST_MS = 10_000;

/** The part of the open span that the timeline shows; null for all of it. */
const useView = create<{ readonly span: Span | null; readonly part: Span | null }>(() => ({ span: null, part: null }));

/** What the timeline shows. Another record is shown whole again. */
export function useTimelineView(): {
  readonly view: Span;
  readonly isWhole: boolean;
  readonly showWhole: () => void;
} {
  const span = useReview((review) => review.span);
  const { span: ofSpan, part } = useView();
  const view = ofSpan === span && part !== null ? part : span;
  return { view, isWhole: view === span, showWhole: () => useView.setState({ span, part: null }) };
}

/** Shows a part around a moment that stays where it is, wider or narrower by a factor, within the whole span. */
export function zoomed(view: Span, whole: Span, at: number, factor: number): Span {
  const length = Math.min(whole.to - whole.from, Math.max(SHORTEST_MS, (view.to - view.from) * factor));
  const before = (at - view.from) / (view.to - view.from);
  const from = Math.min(whole.to - length, Math.max(whole.from, at - before * length));
  return { from, to: from + length };
}

export function showPart(part: Span): void {
  const { span } = useReview.getState();
  const isWhole = part.to - part.from >= span.to - span.from;
  useView.setState({ span, part: isWhole ? null : part });
}
