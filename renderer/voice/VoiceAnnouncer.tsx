import type { TalkGroup } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useSession } from '../session/sessionStore';
import { sayNow, useWords } from '../ui/words/languageStore';
import { floorText } from './floorText';
import { groupTitle } from './groupTitle';
import { serverNow } from '../wire/pageConnection';
import type { MyFloor } from './myFloor';
import { onVoice, useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

/** So many sentences stay for a screen reader that has not come to them yet. */
const KEPT = 4;

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Says to a screen reader who speaks, and at once what becomes of one's own press. Seen by nobody. */
export function VoiceAnnouncer(): ReactNode {
  const say = useWords(voiceWords);
  const [others, setOthers] = useState<readonly Line[]>([]);
  const [own, setOwn] = useState<readonly Line[]>([]);
  useEffect(() => {
    let number = 0;
    const add = (set: typeof setOthers, text: string): void =>
      set((lines) => [...lines, { number: (number += 1), text }].slice(-KEPT));
    const endings = [
      onVoice({ changed: (group, before) => announce(group, before, (text) => add(setOthers, text)) }),
      useVoice.subscribe(({ floors }, before) => {
        if (floors === before.floors) return;
        for (const [groupId, floor] of floors) {
          const text = ownSentence(floor, before.floors.get(groupId) ?? null);
          if (text !== null) add(setOwn, text);
        }
      }),
    ];
    return () => endings.forEach((end) => end());
  }, []);
  return (
    <div className="visually-hidden">
      <ul role="log" aria-live="polite" aria-label={say('announcements')}>
        {others.map(({ number, text }) => (
          <li key={number}>{text}</li>
        ))}
      </ul>
      <ul role="alert" aria-live="assertive">
        {own.map(({ number, text }) => (
          <li key={number}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

function announce(group: TalkGroup, before: TalkGroup | null, add: (text: string) => void): void {
  const say = sayNow(voiceWords);
  const title = groupTitle(group, useFleet.getState().places, say);
  const { speaker, emergency } = group;
  if (emergency !== null && (before?.emergency ?? null) === null) {
    add(say('say.emergency', { name: emergency.name, group: title }));
  }
  const ownSessionId = useSession.getState().signedIn?.sessionId;
  if (speaker !== null && speaker.burstId !== before?.speaker?.burstId && speaker.sessionId !== ownSessionId) {
    add(say('say.speaks', { group: title, name: speaker.name }));
  }
  const ended = before?.speaker ?? null;
  if (speaker === null && ended !== null && ended.sessionId !== ownSessionId) {
    add(say('say.ends', { group: title, name: ended.name }));
  }
}

/** What has become of the own press; null where it is nothing new. */
function ownSentence(floor: MyFloor, before: MyFloor | null): string | null {
  const say = sayNow(voiceWords);
  if (floor === before) return null;
  if (floor.phase === 'speaking') {
    if (before?.phase !== 'speaking') return say('say.granted');
    return floor.endsSoon && !before.endsSoon ? floorText(floor, serverNow(), say) : null;
  }
  if (floor.phase === 'queued') {
    const isSame = before?.phase === 'queued' && before.position === floor.position;
    return isSame ? null : say('say.queued', { position: floor.position });
  }
  if (floor.phase === 'your-turn') return before?.phase === 'your-turn' ? null : say('say.turn');
  if (floor.phase !== 'none' || floor.refusal === null) return null;
  return say('say.refused', { why: floorText(floor, serverNow(), say) ?? '' });
}
