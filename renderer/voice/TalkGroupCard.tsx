import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { colours } from '../ui/theme';
import { clockTime, duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { groupTitle } from './groupTitle';
import { LevelBars } from './LevelBars';
import { OWN_VOICE } from './pageTalk';
import { refusalText } from './refusalText';
import { TalkButton } from './TalkButton';
import { chooseTalkTarget } from './talkTargetStore';
import { useMyFloor, useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

/** One talk group: who speaks and how long, what is heard, and the button to speak. */
export function TalkGroupCard({
  group,
  digit,
  isTarget,
  maySpeak,
}: {
  group: TalkGroup;
  /** The key that speaks here while it is held; null beyond the ninth. */
  digit: number | null;
  isTarget: boolean;
  maySpeak: boolean;
}): ReactNode {
  const say = useWords(voiceWords);
  const places = useFleet((state) => state.places);
  const floor = useMyFloor(group.id);
  const last = useVoice((state) => state.lastBursts.get(group.id));
  const title = groupTitle(group, places, say);
  const isOwn = floor.phase === 'speaking';
  const refusal = floor.phase === 'none' ? floor.refusal : null;
  const isSpoken = group.speaker !== null || isOwn;
  return (
    <article
      className="talk-card"
      aria-label={title}
      data-group-id={group.id}
      data-speaking={isSpoken}
      data-target={isTarget}
    >
      <header>
        <button
          type="button"
          className="talk-title"
          onClick={() => chooseTalkTarget(group.id)}
          title={say('useForSpace', { name: title })}
        >
          {group.kind === 'vehicle' && <i className="talk-private">{say('private')}</i>}
          <b>{title}</b>
        </button>
        <span>
          {isTarget && <kbd>{say('spaceTarget')}</kbd>}
          {digit !== null && <kbd>{digit}</kbd>}
        </span>
      </header>
      <p className="talk-state">
        <span role="status">
          {refusal !== null ? (
            <span className="talk-refused">{refusalText(refusal, say)}</span>
          ) : isOwn ? (
            say('youSpeak')
          ) : floor.phase === 'asking' ? (
            say('asking')
          ) : group.speaker !== null ? (
            say('speaking', { name: group.speaker.name })
          ) : last !== undefined ? (
            say('lastBurst', { name: last.speakerName, time: clockTime(last.endedAt) })
          ) : group.kind === 'vehicle' ? (
            say('idlePrivate')
          ) : (
            say('idle', { count: group.vehicleIds.length })
          )}
        </span>
        {isSpoken && <SpeakingTime group={group} until={isOwn ? floor.until : null} />}
      </p>
      {isSpoken && <LevelBars of={isOwn ? OWN_VOICE : group.id} colour={colours.talk} />}
      {maySpeak && (
        <TalkButton groupId={group.id} label={say('holdFor', { name: title })} className="talk-button">
          {isOwn ? say('release') : say('hold')}
        </TalkButton>
      )}
    </article>
  );
}

function SpeakingTime({ group, until }: { group: TalkGroup; until: number | null }): ReactNode {
  const now = useSecond();
  const { speaker } = group;
  if (speaker === null) return null;
  const limit = until ?? speaker.until;
  return (
    <time className="talk-time">
      {duration(now - speaker.since)}
      {limit !== null && ` / ${duration(limit - speaker.since)}`}
    </time>
  );
}
