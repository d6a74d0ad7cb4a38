import { useEffect } from 'react';
import { openClipDialog } from './clipDialogs';
import { dropClip, setHandle } from './clipStore';
import { jumpToEvent, type JumpKind } from './jumpToEvent';
import { markNow } from './markNow';
import { stepFrame } from './openReels';
import { exactMoment, playRates, seekTo, setPlaying, setRate, useReviewClock } from './reviewClock';

const STEP_MS = 5000;

/** The letters that jump to the next of a kind, with Shift to the one before. */
export const jumpKeys = { burst: 'B', order: 'D', alarm: 'A', gap: 'G' } as const satisfies Partial<
  Record<JumpKind, string>
>;
const kindOfKey = new Map<string, JumpKind>([
  ['b', 'burst'],
  ['d', 'order'],
  ['a', 'alarm'],
  ['g', 'gap'],
]);

/**
 * Space plays and pauses, arrows go five seconds, with Shift to the next or previous event, comma and full stop one
 * frame, letters to the next of their kind, digits choose the speed; I and O set the clip, M marks, P keeps a still.
 */
export function useReviewKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (
        target?.closest('input, textarea, select, dialog, [role=combobox], .ant-picker') ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      ) {
        return;
      }
      if (press(event)) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** False where the key means nothing here. */
function press({ key, shiftKey }: KeyboardEvent): boolean {
  const rate = playRates[Number(key) - 1];
  const kind = kindOfKey.get(key.toLowerCase());
  const forward = key === 'ArrowRight';
  if (key === ' ') {
    setPlaying(!useReviewClock.getState().playing);
  } else if (key === ',' || key === '.') {
    stepFrame(key === '.' ? 'next' : 'previous');
  } else if (forward || key === 'ArrowLeft') {
    if (shiftKey) {
      jumpToEvent(forward ? 'next' : 'previous');
    } else {
      seekTo(exactMoment() + (forward ? STEP_MS : -STEP_MS));
    }
  } else if (keeping(key.toLowerCase())) {
    return true;
  } else if (kind !== undefined) {
    jumpToEvent(shiftKey ? 'previous' : 'next', kind);
  } else if (rate !== undefined) {
    setRate(rate);
  } else {
    return false;
  }
  return true;
}

/** What sets something of the record apart; false where the key is none of them. */
function keeping(key: string): boolean {
  if (key === 'i' || key === 'o') {
    setHandle(key === 'i' ? 'begin' : 'end');
  } else if (key === 'm') {
    markNow().catch((error: unknown) => console.warn('the mark was not kept', error));
  } else if (key === 'p') {
    openClipDialog('still');
  } else if (key === 'escape') {
    dropClip();
  } else {
    return false;
  }
  return true;
}
