import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { callsWords } from './callsWords';
import { useCallAction } from './useCallAction';

/** Ends a group that was opened for the moment; nothing for a lasting one. */
export function CloseGroupButton({ group, title }: { group: TalkGroup; title: string }): ReactNode {
  const say = useWords(callsWords);
  const mayOpen = usePermission('calls.open');
  const run = useCallAction();
  if (group.openedBy === null || !mayOpen) return null;
  return (
    <button
      type="button"
      className="talk-close"
      aria-label={say('closeGroupLong', { name: title })}
      title={say('closeGroupLong', { name: title })}
      onClick={() => run(request('calls:close', { groupId: group.id }))}
    >
      ✕
    </button>
  );
}
