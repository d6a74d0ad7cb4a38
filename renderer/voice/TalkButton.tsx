import type { ReactNode } from 'react';
import { letGo, press } from './pageTalk';
import { useMyFloor } from './voiceStore';

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
  const floor = useMyFloor(groupId ?? '');
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-pressed={floor.phase !== 'none'}
      data-phase={floor.phase}
      disabled={groupId === null}
      onPointerDown={(event) => {
        if (groupId === null || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press(groupId);
      }}
      onPointerUp={() => letGo()}
      onPointerCancel={() => letGo()}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || groupId === null) return;
        event.preventDefault();
        if (!event.repeat) press(groupId);
      }}
      onKeyUp={(event) => {
        if (event.key === 'Enter') letGo();
      }}
    >
      {children}
    </button>
  );
}
