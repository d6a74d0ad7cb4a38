import { Button, DatePicker, Select, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useState, type ReactNode } from 'react';
import { LONGEST_REVIEW_MS, MOST_VEHICLES_REVIEWED } from '@protocol';
import { useWords } from '../ui/words/languageStore';
import { onReady, serverNow } from '../wire/pageConnection';
import { openAt } from './openAt';
import type { Span } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { loadFormerVehicles, useReview, type ReviewedVehicle } from './reviewStore';
import { reviewWords } from './reviewWords';
import { spanOf } from './spanOf';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A record that is opened up to now goes on for this long, so that the timeline does not move under the hand. */
const ROOM_AHEAD_MS = 2 * MINUTE_MS;
const recent = [10, 30, 60] as const;

/** Which vehicles, which day, which hours; or simply the last ten minutes. */
export function RecordChoice(): ReactNode {
  const say = useWords(reviewWords);
  const sayPlayback = useWords(playbackWords);
  const { fleet, vehicles, places, vehicleIds: opened } = useReview();
  const [vehicleIds, setVehicleIds] = useState<readonly string[] | null>(null);
  const [day, setDay] = useState<Dayjs>(() => dayjs(serverNow()));
  const [hours, setHours] = useState<readonly [Dayjs, Dayjs]>(() => [
    dayjs(serverNow()).subtract(1, 'hour'),
    dayjs(serverNow()),
  ]);
  const chosen = vehicleIds ?? opened;
  const span = spanOf(day, hours, serverNow());
  const tooLong = span.to - span.from > LONGEST_REVIEW_MS;
  const tooMany = chosen.length > MOST_VEHICLES_REVIEWED;
  const fromDay = day.startOf('day').valueOf();
  useEffect(() => onReady(() => void loadFormerVehicles({ from: fromDay, to: fromDay + DAY_MS })), [fromDay]);
  const optionOf = ({ id, plate, placeId }: ReviewedVehicle) => ({
    value: id,
    label: `${plate} · ${placeName(places, placeId)}`,
  });
  const former = vehicles.filter(({ id }) => !fleet.some((vehicle) => vehicle.id === id));
  const open = (ids: readonly string[], wanted: Span, at: number): void => {
    setVehicleIds(null);
    void openAt(ids, wanted, at);
  };
  const openRecent = (ids: readonly string[], minutes: number): void => {
    const now = serverNow();
    open(ids, { from: Math.round(now - minutes * MINUTE_MS), to: Math.round(now + ROOM_AHEAD_MS) }, now - MINUTE_MS);
  };
  const openToday = (): void => {
    const now = serverNow();
    open(chosen, { from: dayjs(now).startOf('day').valueOf(), to: Math.round(now + ROOM_AHEAD_MS) }, now - MINUTE_MS);
  };
  const choose = (ids: readonly string[]): void => {
    setVehicleIds(ids);
    if (opened.length === 0 && ids.length === 1) {
      openRecent(ids, recent[0]);
    }
  };
  return (
    <>
      <Select
        mode="multiple"
        maxTagCount={1}
        maxTagPlaceholder={(rest) => `+${rest.length}`}
        showSearch={{ optionFilterProp: 'label' }}
        className="review-vehicle"
        placeholder={say('chooseVehicle')}
        aria-label={say('vehicle')}
        value={[...chosen]}
        onChange={choose}
        onOpenChange={leaveField}
        labelRender={({ value }) => vehicles.find(({ id }) => id === value)?.plate ?? value}
        options={[
          ...fleet.map(optionOf),
          ...(former.length > 0 ? [{ label: say('formerVehicles'), options: former.map(optionOf) }] : []),
        ]}
      />
      {recent.map((minutes) => (
        <Button key={minutes} disabled={chosen.length === 0 || tooMany} onClick={() => openRecent(chosen, minutes)}>
          {say(`last.${minutes}`)}
        </Button>
      ))}
      <Button disabled={chosen.length === 0 || tooMany} onClick={openToday}>
        {sayPlayback('last.day')}
      </Button>
      <DatePicker value={day} allowClear={false} aria-label={say('day')} onChange={(value) => value && setDay(value)} />
      <TimePicker.RangePicker
        value={[hours[0], hours[1]]}
        allowClear={false}
        order={false}
        format="HH:mm"
        aria-label={say('span')}
        status={tooLong ? 'warning' : ''}
        onChange={(value) => value?.[0] && value[1] && setHours([value[0], value[1]])}
      />
      <Button
        type="primary"
        disabled={chosen.length === 0 || tooLong || tooMany}
        title={tooLong ? sayPlayback('spanTooLong') : ''}
        onClick={() => open(chosen, spanOf(day, hours, serverNow()), span.from)}
      >
        {say('open')}
      </Button>
      {tooLong && <span className="warn">{sayPlayback('spanTooLong')}</span>}
      {tooMany && <span className="warn">{sayPlayback('tooManyVehicles', { most: MOST_VEHICLES_REVIEWED })}</span>}
    </>
  );
}

function placeName(places: readonly { id: string; name: string; parentId: string | null }[], placeId: string): string {
  const place = places.find(({ id }) => id === placeId);
  const parent = places.find(({ id }) => id === place?.parentId);
  return [parent?.name, place?.name].filter(Boolean).join('');
}

/** Once the list is closed, keys are those of the replay again and not letters to search by. */
function leaveField(isOpen: boolean): void {
  if (!isOpen && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
