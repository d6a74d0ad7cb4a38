import type { TalkGroup } from '@protocol';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { useCrewOrders } from './crewOrdersStore';
import { Sheet } from './Sheet';
import { chooseGroup } from './talkStore';
import { terminalWords } from './terminalWords';

/** So many have a button of their own; a crew with more chooses from a sheet. */
const SHOWN = 4;

/** Which group the big button speaks in. */
export function GroupChoice({
  groups,
  chosenId,
}: {
  groups: readonly TalkGroup[];
  chosenId: string | null;
}): ReactNode {
  const say = useWords(terminalWords);
  const [isOpen, setOpen] = useState(false);
  const hasMore = groups.length > SHOWN;
  const shown = hasMore ? nearest(groups, chosenId) : groups;
  return (
    <>
      <nav className="group-choice">
        {shown.map((group) => (
          <GroupButton key={group.id} group={group} isChosen={group.id === chosenId} />
        ))}
        {hasMore && (
          <button type="button" onClick={() => setOpen(true)}>
            {say('moreGroups', { count: groups.length })}
          </button>
        )}
      </nav>
      {isOpen && (
        <Sheet title={say('groupsTitle')} onClose={() => setOpen(false)}>
          <div className="templates" onClick={() => setOpen(false)}>
            {groups.map((group) => (
              <GroupButton key={group.id} group={group} isChosen={group.id === chosenId} withName />
            ))}
          </div>
        </Sheet>
      )}
    </>
  );
}

function GroupButton({
  group,
  isChosen,
  withName = false,
}: {
  group: TalkGroup;
  isChosen: boolean;
  withName?: boolean;
}): ReactNode {
  const say = useWords(terminalWords);
  const { id, kind, name, speaker, emergency } = group;
  // One that goes with an order need not be the crew's own: its name says more than its kind.
  const goesWithOrder = useCrewOrders(({ orders }) => orders.some((order) => order.groupId === id));
  const kindName = say(`group.${kind}`);
  const hasOwnName = kind !== 'vehicle' && kind !== 'city';
  return (
    <button
      type="button"
      title={name}
      aria-pressed={isChosen}
      className={emergency === null ? undefined : 'emergency'}
      onClick={() => chooseGroup(id)}
    >
      {withName && kind !== 'vehicle' ? `${kindName} · ${name}` : goesWithOrder && hasOwnName ? name : kindName}
      {speaker !== null && <i aria-hidden>◗</i>}
      {emergency !== null && <i aria-hidden>▲</i>}
    </button>
  );
}

/** The centre and the chosen one are always among those with a button. */
function nearest(groups: readonly TalkGroup[], chosenId: string | null): readonly TalkGroup[] {
  const kept = groups.filter(({ id, kind }) => kind === 'vehicle' || id === chosenId);
  const others = groups.filter((group) => !kept.includes(group)).slice(0, SHOWN - 1 - kept.length);
  return groups.filter((group) => kept.includes(group) || others.includes(group));
}
