import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { orderCardWords } from './orderCardWords';
import { chooseGroup, useChosenGroup, useCrewGroups } from './talkStore';
import { terminalWords } from './terminalWords';

/** The talk group that goes with an order: who goes there speaks in it, and others may already. */
export function OrderGroup({ groupId }: { groupId: string }): ReactNode {
  const sayCard = useWords(orderCardWords);
  const groups = useCrewGroups();
  const chosen = useChosenGroup();
  const group = groups.find(({ id }) => id === groupId);
  if (group === undefined) return null;
  const isChosen = chosen?.id === groupId;
  return (
    <p className="way">
      <span>{sayCard('group')}</span>
      <GroupName group={group} />
      <button type="button" className="quiet" aria-pressed={isChosen} onClick={() => chooseGroup(groupId)}>
        {sayCard(isChosen ? 'groupChosen' : 'groupChoose')}
      </button>
    </p>
  );
}

function GroupName({ group: { kind, name } }: { group: TalkGroup }): ReactNode {
  const say = useWords(terminalWords);
  return <b>{kind === 'city' ? say('group.city') : name}</b>;
}
