import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useWords } from '../ui/words/languageStore';
import { floorSettingsWords } from './floorSettingsWords';
import { groupTitle } from './groupTitle';
import { voiceWords } from './voiceWords';

type NamedGroup = Pick<TalkGroup, 'id' | 'kind' | 'name' | 'placeId'>;

const sections = [
  { word: 'organisation', kinds: ['city', 'district', 'team'] },
  { word: 'moment', kinds: ['ad-hoc', 'area', 'broadcast'] },
  { word: 'vehicles', kinds: ['vehicle'] },
] as const satisfies readonly { word: keyof (typeof floorSettingsWords)['en']; kinds: readonly TalkGroup['kind'][] }[];

/** One of many talk groups, those of the organisation first. */
export function GroupSelect<Group extends NamedGroup>({
  groups,
  chosenId,
  onChoose,
}: {
  groups: readonly Group[];
  chosenId: string | null;
  onChoose: (group: Group | null) => void;
}): ReactNode {
  const say = useWords(floorSettingsWords);
  const sayVoice = useWords(voiceWords);
  const places = useFleet((state) => state.places);
  return (
    <label>
      {say('group')}
      <select
        value={chosenId ?? ''}
        onChange={({ target }) => onChoose(groups.find(({ id }) => id === target.value) ?? null)}
      >
        {sections.map(({ word, kinds }) => {
          const shown = groups.filter(({ kind }) => kinds.some((one) => one === kind));
          if (shown.length === 0) return null;
          return (
            <optgroup key={word} label={say(word)}>
              {shown.map((group) => (
                <option key={group.id} value={group.id}>
                  {groupTitle(group, places, sayVoice)}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
    </label>
  );
}
