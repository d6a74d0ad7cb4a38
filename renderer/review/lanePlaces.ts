import type { Span } from './playbackPlan';

/** Where a moment stands on a lane that shows a span, as a CSS length. */
export function share(at: number, span: Span): string {
  return `${((at - span.from) / (span.to - span.from)) * 100}%`;
}

/** Where a stretch of time lies on a lane, as far as the lane shows it. */
export function placed(from: number, to: number, span: Span): { readonly left: string; readonly width: string } {
  const begin = Math.max(from, span.from);
  const width = Math.max(0, Math.min(to, span.to) - begin);
  return { left: share(begin, span), width: `${(width / (span.to - span.from)) * 100}%` };
}
