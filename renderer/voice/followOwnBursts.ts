import type { BurstHearing } from '@protocol';
import { on, serverNow } from '../wire/pageConnection';
import { useVoice, type OwnBurst } from './voiceStore';

const KEPT_BURSTS = 10;

/** Keeps who heard this page's own bursts; ends by the answer. */
export function followOwnBursts(): () => void {
  const endings = [
    useVoice.subscribe(({ floors, ownBursts }, before) => {
      if (floors === before.floors) return;
      for (const [groupId, floor] of floors) {
        if (floor.phase !== 'speaking' || ownBursts.some(({ burstId }) => burstId === floor.burstId)) continue;
        const burst: OwnBurst = { burstId: floor.burstId, groupId, startedAt: serverNow(), hearing: null };
        useVoice.setState({ ownBursts: [burst, ...ownBursts].slice(0, KEPT_BURSTS) });
      }
    }),
    on('voiceLog:heard', (hearing) =>
      useVoice.setState(({ ownBursts }) => ({ ownBursts: ownBursts.map((burst) => heardAs(burst, hearing)) })),
    ),
  ];
  return () => endings.forEach((end) => end());
}

/** The newer revision wins, in whatever order they come. */
function heardAs(burst: OwnBurst, hearing: BurstHearing): OwnBurst {
  const isNewer = burst.burstId === hearing.burstId && hearing.revision > (burst.hearing?.revision ?? -1);
  return isNewer ? { ...burst, hearing } : burst;
}
