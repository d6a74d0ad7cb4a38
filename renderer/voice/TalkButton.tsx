import type { ReactNode } from 'react';
import { letGo, press } from './pageTalk';
import { chooseTalkTarget } from './talkTargetStore';
import { useMyFloor } from './voiceStore';

/**
 * Speaks while it is held down, by finger, mouse or the Enter key. Space is the whole page's, and speaks to what has
 * the focus. With `preempt` a speaker of lower priority is interrupted.
 */
export function TalkButton({
  groupId,
  label,
  className,
  preempt = false,
  children,
}: {
  groupId: string | null;
  label: string;
  className: string;
  preempt?: boolean;
  children: ReactNode;
}): ReactNode {
  const floor = useMyFloor(groupId ?? '');
  const down = (): void => {
    if (groupId !== null) press(groupId, preempt ? { preempt } : undefined);
  };
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-pressed={floor.phase !== 'none'}
      data-phase={floor.phase}
      disabled={groupId === null}
      onFocus={(event) => {
        if (groupId !== null && event.currentTarget.matches(':focus-visible')) chooseTalkTarget(groupId);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        down();
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || groupId === null) return;
        event.preventDefault();
        if (!event.repeat) down();
      }}
      onKeyUp={(event) => {
        if (event.key === 'Enter') letGo();
      }}
    >
      {children}
    </button>
  );
}
