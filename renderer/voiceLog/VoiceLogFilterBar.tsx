import { Button, Checkbox, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useMemo, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { voiceWords } from '../voice/voiceWords';
import { groupTitle } from '../voice/groupTitle';
import { useReview } from '../review/reviewStore';
import { changeFilter, showRecent, useVoiceLog } from './voiceLogStore';
import { voiceLogWords } from './voiceLogWords';

const recentHours = [1, 8, 24] as const;
const LIMIT = 500;

/** When, in which group, by whom. */
export function VoiceLogFilterBar({
  plates,
  emergencyOnly,
  onEmergencyOnly,
  count,
  onPlayAll,
}: {
  plates: ReadonlyMap<string, string>;
  emergencyOnly: boolean;
  onEmergencyOnly: (only: boolean) => void;
  count: number;
  onPlayAll: () => void;
}): ReactNode {
  const say = useWords(voiceLogWords);
  const sayVoice = useWords(voiceWords);
  const { filter, groups, bursts } = useVoiceLog();
  const places = useReview((state) => state.places);
  const people = useMemo(() => new Map(bursts.map(({ accountId, speakerName }) => [accountId, speakerName])), [bursts]);
  const groupOptions = useMemo(() => {
    const known = new Map(groups.map((group) => [group.id, groupTitle(group, places, sayVoice)]));
    // Groups that were opened for the moment are gone from the list and stay in the log.
    for (const { groupId, groupName } of bursts) if (!known.has(groupId)) known.set(groupId, groupName);
    return [...known].map(([value, label]) => ({ value, label }));
  }, [groups, bursts, places, sayVoice]);
  return (
    <div className="voice-log-filter">
      {recentHours.map((hours) => (
        <Button key={hours} onClick={() => showRecent(hours)}>
          {say('lastHours', { hours })}
        </Button>
      ))}
      <DatePicker.RangePicker
        showTime={{ format: 'HH:mm' }}
        format="MM-DD HH:mm"
        aria-label={say('span')}
        allowEmpty={[false, true]}
        value={[dayjs(filter.from), filter.to === null ? null : dayjs(filter.to)]}
        onChange={(value) => {
          const from = value?.[0];
          if (from) changeFilter({ from: from.valueOf(), to: value[1]?.valueOf() ?? null });
        }}
      />
      <Select
        className="voice-log-group"
        aria-label={say('group')}
        placeholder={say('allGroups')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.groupId}
        options={groupOptions}
        onChange={(groupId: string | undefined) => changeFilter({ groupId: groupId ?? null })}
      />
      <Select
        className="voice-log-speaker"
        aria-label={say('speaker')}
        placeholder={say('allSpeakers')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.speakerId}
        options={[
          { label: say('vehicles'), options: [...plates].map(([value, label]) => ({ value, label })) },
          { label: say('people'), options: [...people].map(([value, label]) => ({ value, label })) },
        ]}
        onChange={(speakerId: string | undefined) => changeFilter({ speakerId: speakerId ?? null })}
      />
      <Checkbox checked={emergencyOnly} onChange={({ target }) => onEmergencyOnly(target.checked)}>
        {say('emergencyOnly')}
      </Checkbox>
      <span className="fill" />
      <span className="soft">{say(bursts.length >= LIMIT ? 'countLimited' : 'count', { count })}</span>
      <Button type="primary" disabled={count === 0} onClick={onPlayAll}>
        ▶ {say('playAll')}
      </Button>
    </div>
  );
}
