import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { useMyFloor, useVoice } from '../voice/voiceStore';
import { timeOf } from './OrderBoard';
import { TalkButton } from './TalkButton';
import { chooseGroup, useChosenGroup, useCrewGroups } from './talkStore';
import { terminalWords } from './terminalWords';

/** The group that is spoken to, the one big button, and the other groups. All of them are heard. */
export function TalkPanel({ vehicleId }: { vehicleId: string }): ReactNode {
  const say = useWords(terminalWords);
  const groups = useCrewGroups();
  const group = useChosenGroup();
  const groupId = group?.id ?? null;
  const floor = useMyFloor(groupId ?? '');
  const ownSessionId = useSession(({ signedIn }) => signedIn?.sessionId ?? null);
  const others = groups.filter(
    ({ speaker, id }) => id !== groupId && speaker !== null && speaker.sessionId !== ownSessionId,
  );
  return (
    <aside className="talk-panel">
      {group ? <GroupState group={group} ownVehicleId={vehicleId} /> : <p className="soft">{say('groupsNone')}</p>}
      {others.map(({ id, name, speaker }) => (
        <p key={id} className="other-speaker">
          <i aria-hidden>◗</i> {name} · {speaker?.name}
        </p>
      ))}
      <TalkButton group={group} floor={floor} isOwn={group?.speaker?.sessionId === ownSessionId} />
      <nav className="group-choice">
        {groups.map(({ id, kind, name, speaker }) => (
          <button type="button" key={id} title={name} aria-pressed={id === groupId} onClick={() => chooseGroup(id)}>
            {say(`group.${kind}`)}
            {speaker !== null && <i aria-hidden>◗</i>}
          </button>
        ))}
      </nav>
    </aside>
  );
}

function GroupState({ group, ownVehicleId }: { group: TalkGroup; ownVehicleId: string }): ReactNode {
  const say = useWords(terminalWords);
  const last = useVoice(({ lastBursts }) => lastBursts.get(group.id));
  const { speaker } = group;
  const state = speaker
    ? speaker.vehicleId === ownVehicleId
      ? say('groupSelf')
      : say('groupSpeaking', { name: speaker.name })
    : last
      ? say('groupLast', { name: last.speakerName, time: timeOf(last.endedAt) })
      : say('groupFree');
  return (
    <section className={`group-state ${speaker ? 'busy' : ''}`}>
      <h1>{group.kind === 'vehicle' ? say('group.vehicle') : group.name}</h1>
      <span>{group.kind === 'vehicle' ? '' : say('groupSize', { count: group.vehicleIds.length })}</span>
      <p>
        {speaker && <i aria-hidden>◗ </i>}
        {state}
      </p>
    </section>
  );
}
