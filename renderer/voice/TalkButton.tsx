import type { ReactNode } from 'react';
import { talk, useTalk } from './pageTalk';

/** Speaks while it is held down, by finger, mouse or the Enter key. Space is the whole page's. */
export function TalkButton({
  groupId,
  label,
  className,
  children,
}: {
  groupId: string | null;
  label: string;
  className: string;
  children: ReactNode;
}): ReactNode {
  const state = useTalk();
  const isMine = state.phase !== 'idle' && state.groupId === groupId;
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-pressed={isMine}
      data-phase={isMine ? state.phase : 'idle'}
      disabled={groupId === null}
      onPointerDown={(event) => {
        if (groupId === null || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        void talk.press(groupId);
      }}
      onPointerUp={() => talk.release()}
      onPointerCancel={() => talk.release()}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || groupId === null) return;
        event.preventDefault();
        if (!event.repeat) void talk.press(groupId);
      }}
      onKeyUp={(event) => {
        if (event.key === 'Enter') talk.release();
      }}
    >
      {children}
    </button>
  );
}
