import { useEffect, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useWords } from '../ui/words/languageStore';
import { onVoice } from '../voice/voiceStore';
import { callsWords } from './callsWords';

interface News {
  readonly vehicleId: string;
  readonly what: 'joined' | 'left';
}

const SHOWN = 2;

/** Who has come into an area group and who has left it since, the newest first. */
export function AreaNews({ groupId }: { groupId: string }): ReactNode {
  const say = useWords(callsWords);
  const vehicles = useFleet((state) => state.vehicles);
  const [news, setNews] = useState<readonly News[]>([]);
  useEffect(
    () =>
      onVoice({
        changed: (group, before) => {
          if (group.id !== groupId || before === null) return;
          const came = group.vehicleIds.filter((id) => !before.vehicleIds.includes(id));
          const went = before.vehicleIds.filter((id) => !group.vehicleIds.includes(id));
          const newer: News[] = [
            ...came.map((vehicleId) => ({ vehicleId, what: 'joined' as const })),
            ...went.map((vehicleId) => ({ vehicleId, what: 'left' as const })),
          ];
          if (newer.length > 0) setNews((known) => [...newer, ...known].slice(0, SHOWN));
        },
      }),
    [groupId],
  );
  return (
    <ul className="area-news" role="log">
      {news.map(({ vehicleId, what }, index) => (
        <li key={`${vehicleId}:${what}:${index}`} data-what={what}>
          <i aria-hidden="true">{what === 'joined' ? '＋' : '－'}</i>{' '}
          {say(what, { plate: vehicles.get(vehicleId)?.plate ?? vehicleId })}
        </li>
      ))}
    </ul>
  );
}
