import type { TalkGroup } from '@protocol';
import { memo, type ReactNode } from 'react';
import { AreaNews } from '../calls/AreaNews';
import { CloseGroupButton } from '../calls/CloseGroupButton';
import { useFleet } from '../fleet/fleetStore';
import { useSession } from '../session/sessionStore';
import { colours } from '../ui/theme';
import { clockTime, duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { FloorRing } from './FloorRing';
import { floorText, mayOnlyListen } from './floorText';
import { groupTitle } from './groupTitle';
import { GroupSoundControls } from './GroupSoundControls';
import { HeardBadge } from './HeardBadge';
import { LevelBars } from './LevelBars';
import { cancelRequest, OWN_VOICE } from './pageTalk';
import { TalkButton } from './TalkButton';
import { chooseTalkTarget } from './talkTargetStore';
import { useMyFloor, useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

const kindWords = { vehicle: 'private', 'ad-hoc': 'adHoc', area: 'area', broadcast: 'broadcast' } as const;

/** One talk group: who speaks and for how long still, who waits, how it is heard, and the button to speak. */
export const TalkGroupCard = memo(function TalkGroupCard({
  group,
  digit,
  isTarget,
  maySpeak,
  isInTabOrder,
}: {
  group: TalkGroup;
  /** The key that speaks here while it is held; null beyond the ninth. */
  digit: number | null;
  isTarget: boolean;
  maySpeak: boolean;
  /** One card is reached by Tab; from it the arrows go on. */
  isInTabOrder: boolean;
}): ReactNode {
  const say = useWords(voiceWords);
  const places = useFleet((state) => state.places);
  const floor = useMyFloor(group.id);
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? null);
  const title = groupTitle(group, places, say);
  const isOwn = floor.phase === 'speaking';
  const isSpoken = group.speaker !== null || isOwn;
  const mayTalk = maySpeak && !mayOnlyListen(group, accountId);
  const kind =
    group.kind === 'city' || group.kind === 'district' || group.kind === 'team' ? null : kindWords[group.kind];
  return (
    <article
      className="talk-card"
      aria-label={title}
      data-group-id={group.id}
      data-speaking={isSpoken}
      data-emergency={group.emergency !== null}
      data-target={isTarget}
      tabIndex={isInTabOrder ? 0 : -1}
      onFocus={(event) => {
        if (maySpeak && event.target.matches(':focus-visible')) chooseTalkTarget(group.id);
      }}
    >
      <header>
        <button
          type="button"
          className="talk-title"
          tabIndex={-1}
          onClick={() => chooseTalkTarget(group.id)}
          title={say('useForSpace', { name: title })}
        >
          {group.emergency !== null && <i className="talk-emergency">▲ {say('emergency')}</i>}
          {kind !== null && <i className="talk-private">{say(kind)}</i>}
          <b>{title}</b>
        </button>
        <span>
          {isTarget && <kbd>{say('spaceTarget')}</kbd>}
          {digit !== null && <kbd>{digit}</kbd>}
          <CloseGroupButton group={group} title={title} />
        </span>
      </header>
      <p className="talk-state">
        <StateText group={group} />
        {isSpoken && <SpeakingTime group={group} until={isOwn ? floor.until : (group.speaker?.until ?? null)} />}
      </p>
      {isSpoken && (
        <LevelBars of={isOwn ? OWN_VOICE : group.id} colour={group.emergency !== null ? colours.alarm : colours.talk} />
      )}
      <HeardBadge groupId={group.id} hasRoom={!isSpoken} />
      <Queue group={group} />
      {group.kind === 'area' && <AreaNews groupId={group.id} />}
      <footer>
        {mayTalk && floor.phase === 'queued' ? (
          <button type="button" className="talk-button" onClick={() => cancelRequest(group.id)}>
            {say('leaveQueue')}
          </button>
        ) : (
          mayTalk && (
            <TalkButton groupId={group.id} label={say('holdFor', { name: title })} className="talk-button">
              {isOwn ? say('release') : say('hold')}
            </TalkButton>
          )
        )}
        {mayTalk && group.speaker !== null && !isOwn && floor.phase !== 'your-turn' && (
          <TalkButton
            groupId={group.id}
            preempt
            label={say('interruptFor', { name: group.speaker.name })}
            className="talk-button talk-interrupt"
          >
            {say('interrupt')}
          </TalkButton>
        )}
        <GroupSoundControls group={group} title={title} />
      </footer>
    </article>
  );
});

function StateText({ group }: { group: TalkGroup }): ReactNode {
  const say = useWords(voiceWords);
  const now = useSecond();
  const floor = useMyFloor(group.id);
  const last = useVoice((state) => state.lastBursts.get(group.id));
  const own = floorText(floor, now, say);
  const isRefused = floor.phase === 'none' && floor.refusal !== null;
  if (own !== null) {
    const look = isRefused ? 'talk-refused' : floor.phase === 'speaking' && floor.endsSoon ? 'talk-ending' : undefined;
    return <span className={look}>{own}</span>;
  }
  if (group.speaker !== null) return <span>{say('speaking', { name: group.speaker.name })}</span>;
  if (last !== undefined)
    return <span>{say('lastBurst', { name: last.speakerName, time: clockTime(last.endedAt) })}</span>;
  return <span>{group.kind === 'vehicle' ? say('idlePrivate') : say('idle', { count: group.vehicleIds.length })}</span>;
}

/** Who waits, in the order in which they will be let speak. */
function Queue({ group: { queue } }: { group: TalkGroup }): ReactNode {
  const say = useWords(voiceWords);
  const ownSessionId = useSession(({ signedIn }) => signedIn?.sessionId ?? null);
  if (queue.length === 0) return null;
  return (
    <ol className="talk-queue" aria-label={say('queue')}>
      <li aria-hidden="true">{say('queue')}</li>
      {queue.map(({ sessionId, name }, index) => (
        <li key={sessionId} data-own={sessionId === ownSessionId}>
          {index + 1} {sessionId === ownSessionId ? say('you') : name}
        </li>
      ))}
    </ol>
  );
}

function SpeakingTime({ group, until }: { group: TalkGroup; until: number | null }): ReactNode {
  const now = useSecond();
  const say = useWords(voiceWords);
  const { speaker } = group;
  if (speaker === null) return null;
  return (
    <time className="talk-time">
      {duration(now - speaker.since)}
      {until !== null && (
        <>
          <span title={say('remaining', { time: duration(until - now) })}>/ {duration(until - speaker.since)}</span>
          <FloorRing since={speaker.since} until={until} />
        </>
      )}
    </time>
  );
}
