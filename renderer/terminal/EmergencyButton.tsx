import type { TalkGroup } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { callsWords } from '../calls/callsWords';
import { endEmergency, startEmergency } from '../calls/emergency';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { notify } from './noticeStore';

/** Held for so long it is meant; a glove that brushes the glass starts nothing. */
const MEANT_MS = 1_000;

/** Starts an emergency call in the chosen group, and ends this vehicle's own. */
export function EmergencyButton({ group, vehicleId }: { group: TalkGroup | null; vehicleId: string }): ReactNode {
  const say = useWords(callsWords);
  const [isHeld, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const emergency = group?.emergency ?? null;
  const isOwn = emergency !== null && emergency.vehicleId === vehicleId;

  const letGo = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHeld(false);
  };
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const hold = (): void => {
    if (group === null || timer.current !== null) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      letGo();
      (isOwn ? endEmergency : startEmergency)(group.id).catch((error: unknown) => notify('bad', errorText(error)));
    }, MEANT_MS);
  };
  return (
    <button
      type="button"
      className="emergency-button"
      disabled={group === null || (emergency !== null && !isOwn)}
      data-held={isHeld}
      data-running={emergency !== null}
      onContextMenu={(event) => event.preventDefault()}
      onPointerDown={hold}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onKeyDown={(event) => {
        if ((event.key === 'Enter' || event.key === ' ') && !event.repeat) hold();
      }}
      onKeyUp={letGo}
    >
      <b>{say(emergency === null ? 'sos' : isOwn ? 'endEmergency' : 'emergencyRuns')}</b>
      {emergency === null && <small>{say('holdForEmergency')}</small>}
    </button>
  );
}
