import { media } from '../media/pageMedia';
import { soundMixer } from '../media/SoundMixer';
import { useSession } from '../session/sessionStore';
import { connection, request, serverNow } from '../wire/pageConnection';
import { GroupListening, type Listening } from './GroupListening';
import { speakingIn } from './pageTalk';
import { PlayedReports } from './PlayedReports';
import { reportMeasure } from './reportMeasure';
import { onSoundChosen, soundChoiceOf } from './soundChoices';
import { onVoice, useVoice } from './voiceStore';

const LOOK_EVERY_MS = 10_000;

/** What differs between the pages that listen. */
export interface ListeningPolicy {
  /** Asked at every change; see Listening. */
  decide(): Pick<Listening, 'isWanted' | 'scanned'>;
  /** Calls back when what it decides may have changed; answers how to stop. */
  onChanged(listener: () => void): () => void;
}

/** Keeps this page hearing the talk groups that its person should hear, and reporting what it played; ends by the answer. */
export function followListening(policy: ListeningPolicy): () => void {
  const reports: PlayedReports = new PlayedReports({
    received: (groupId) => listening.received(groupId),
    soundAt: (groupId) => {
      const at = listening.soundAt(groupId);
      return at === null ? null : at + connection.clock.offset;
    },
    // A report that the line lost is lost: the server says "not reported", which is then true.
    report: (report) => void request('voiceLog:reportPlayed', report).catch(() => undefined),
    now: serverNow,
  });
  const listening: GroupListening = new GroupListening({
    media,
    mixer: soundMixer,
    reports,
    now: serverNow,
    entered: (groupId, ms) => reportMeasure(groupId, 4, ms),
  });
  const update = (): void => {
    if (useSession.getState().phase === 'signed-out') {
      listening.close();
      return;
    }
    const sounds = listening.update({
      ...policy.decide(),
      groups: useVoice.getState().groups.values(),
      speakingIn: speakingIn(),
      ownSessionId: useSession.getState().signedIn?.sessionId ?? null,
      choiceOf: soundChoiceOf,
    });
    useVoice.setState({ sounds });
  };
  const timer = setInterval(update, LOOK_EVERY_MS);
  const endings = [
    useVoice.subscribe((now, before) => {
      if (now.groups !== before.groups || now.floors !== before.floors) update();
    }),
    onVoice({ ended: (groupId, burstId) => void reports.ended(groupId, burstId) }),
    useSession.subscribe(update),
    onSoundChosen(update),
    policy.onChanged(update),
    () => clearInterval(timer),
    () => listening.close(),
  ];
  update();
  return () => endings.forEach((end) => end());
}
