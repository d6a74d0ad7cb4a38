import type { TalkGroup } from '@protocol';
import { useState, type ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { cancelRequest } from '../voice/pageTalk';
import { useMyFloor, useVoice } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { CallPanel } from './CallPanel';
import { EmergencyButton } from './EmergencyButton';
import { GroupChoice } from './GroupChoice';
import { MissedMessages } from './MissedMessages';
import { OwnHearing } from './OwnHearing';
import { timeOf } from './OrderBoard';
import { CentrePhoneButton } from './CentrePhoneButton';
import { ReplayButton } from './ReplayButton';
import { ScanSheet } from './ScanSheet';
import { SosButton } from './SosButton';
import { TalkButton } from './TalkButton';
import { useChosenGroup, useCrewGroups } from './talkStore';
import { terminalWords } from './terminalWords';
import { useOwnCall } from './useOwnCall';

/** The group that is spoken to, the one big button, the other groups, the telephone, the emergency call and SOS. */
export function TalkPanel({ vehicleId }: { vehicleId: string }): ReactNode {
  const say = useWords(terminalWords);
  const sayVoice = useWords(voiceWords);
  const groups = useCrewGroups();
  const group = useChosenGroup();
  const floor = useMyFloor(group?.id ?? '');
  const call = useOwnCall();
  const [isScanOpen, setScanOpen] = useState(false);
  const ownSessionId = useSession(({ signedIn }) => signedIn?.sessionId ?? null);
  const others = groups.filter(
    ({ speaker, id }) => id !== group?.id && speaker !== null && speaker.sessionId !== ownSessionId,
  );
  return (
    <aside className="talk-panel" data-emergency={group?.emergency !== null && group !== null}>
      <div className="talk-heard-now">
        {group ? (
          <GroupState group={group} ownVehicleId={vehicleId} onScan={() => setScanOpen(true)} />
        ) : (
          <p className="soft">{say('groupsNone')}</p>
        )}
        {others.map(({ id, name, speaker }) => (
          <p key={id} className="other-speaker">
            <i aria-hidden>◗</i> {name} · {speaker?.name}
          </p>
        ))}
        {call?.state !== 'talking' && <OwnHearing groupId={group?.id ?? null} />}
        <MissedMessages />
      </div>
      <div className="talk-press">
        {call !== null && call.state === 'talking' ? (
          <CallPanel call={call} />
        ) : (
          <TalkButton group={group} floor={floor} isOwn={group?.speaker?.sessionId === ownSessionId} />
        )}
        {group !== null && (floor.phase === 'queued' || floor.phase === 'your-turn') && (
          <button type="button" className="leave-queue" onClick={() => cancelRequest(group.id)}>
            {sayVoice('leaveQueue')}
          </button>
        )}
      </div>
      <div className="talk-choices">
        <GroupChoice groups={groups} chosenId={group?.id ?? null} />
        <div className="talk-calls">
          <CentrePhoneButton vehicleId={vehicleId} isBusy={call !== null} />
          <EmergencyButton group={group} vehicleId={vehicleId} />
        </div>
        <SosButton vehicleId={vehicleId} onDuty />
      </div>
      {isScanOpen && <ScanSheet groups={groups} onClose={() => setScanOpen(false)} />}
    </aside>
  );
}

function GroupState({
  group,
  ownVehicleId,
  onScan,
}: {
  group: TalkGroup;
  ownVehicleId: string;
  onScan: () => void;
}): ReactNode {
  const say = useWords(terminalWords);
  const sayVoice = useWords(voiceWords);
  const last = useVoice(({ lastBursts }) => lastBursts.get(group.id));
  const { speaker, queue, emergency } = group;
  const state = speaker
    ? speaker.vehicleId === ownVehicleId
      ? say('groupSelf')
      : say('groupSpeaking', { name: speaker.name })
    : last
      ? say('groupLast', { name: last.speakerName, time: timeOf(last.endedAt) })
      : say('groupFree');
  return (
    <section className={`group-state ${emergency ? 'emergency' : speaker ? 'busy' : ''}`}>
      <h1>{group.kind === 'vehicle' || group.kind === 'city' ? say(`group.${group.kind}`) : group.name}</h1>
      <span>{group.kind === 'vehicle' ? '' : say('groupSize', { count: group.vehicleIds.length })}</span>
      <ReplayButton groupId={group.id} />
      <button type="button" className="switch" onClick={onScan}>
        {say('scan')}
      </button>
      <p>
        {speaker && <i aria-hidden>◗ </i>}
        {state}
      </p>
      {queue.length > 0 && (
        <p className="group-queue">
          {sayVoice('queue')} {queue.map(({ name }, index) => `${index + 1} ${name}`).join(' · ')}
        </p>
      )}
    </section>
  );
}
