import { useEffect, type PointerEvent, type RefObject } from 'react';
import type { Span } from './playbackPlan';
import { seekTo } from './reviewClock';
import { useReview } from './reviewStore';
import { showPart, zoomed } from './timelineView';

const ZOOM_A_STEP = 1.25;

interface Hand {
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
}

/** A press or a drag on the lanes sets the clock, the wheel zooms around the pointer. */
export function useTimelineDrag(ground: RefObject<HTMLDivElement | null>, view: Span): Hand {
  const momentOf = (clientX: number): number | null => {
    const box = ground.current?.getBoundingClientRect();
    if (!box || box.width === 0) {
      return null;
    }
    const share = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    return view.from + share * (view.to - view.from);
  };
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const at = momentOf(event.clientX);
    if (at !== null) {
      seekTo(at);
    }
  };
  useEffect(() => {
    const element = ground.current;
    // React listens to the wheel passively, and the page would scroll under the zoom.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const at = momentOf(event.clientX);
      const { span } = useReview.getState();
      if (at !== null) {
        showPart(zoomed(view, span, at, event.deltaY > 0 ? ZOOM_A_STEP : 1 / ZOOM_A_STEP));
      }
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      seek(event);
    },
    onPointerMove: (event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) {
        seek(event);
      }
    },
  };
}
