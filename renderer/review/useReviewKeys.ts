import { useEffect } from 'react';
import { jumpToEvent } from './jumpToEvent';
import { exactMoment, playRates, seekTo, setPlaying, setRate, useReviewClock } from './reviewClock';

const STEP_MS = 5000;

/** Space plays and pauses, arrows go five seconds, with Shift to the next or previous event, digits choose the speed. */
export function useReviewKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (
        target?.closest('input, textarea, select, [role=combobox], .ant-picker') ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      ) {
        return;
      }
      const { playing } = useReviewClock.getState();
      const rate = playRates[Number(event.key) - 1];
      if (event.key === ' ') {
        setPlaying(!playing);
      } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
        const forward = event.key === 'ArrowRight';
        if (event.shiftKey) {
          jumpToEvent(forward ? 'next' : 'previous');
        } else {
          seekTo(exactMoment() + (forward ? STEP_MS : -STEP_MS));
        }
      } else if (rate !== undefined) {
        setRate(rate);
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
