import type { LoggedBurst } from '@protocol';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { DistrictLayer } from '../map/DistrictLayer';
import { MapView } from '../map/MapView';
import { PlaceMarkerLayer } from '../map/PlaceMarkerLayer';
import { ShowPlaceLayer } from '../map/ShowPlaceLayer';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { floorEventText } from './floorEventText';
import { floorEventWords } from './floorEventWords';
import { mattersOf } from './mattersOf';
import { ReceiverList } from './ReceiverList';
import { voiceLogWords } from './voiceLogWords';

/** Everything that is known of one burst. */
export function BurstDetail({
  burst,
  plates,
  onReview,
}: {
  burst: LoggedBurst;
  plates: ReadonlyMap<string, string>;
  onReview: (vehicleId: string, at: number) => void;
}): ReactNode {
  const say = useWords(voiceLogWords);
  const sayFloor = useWords(floorEventWords);
  const { receivers, floorEvents, position, startedAt } = burst;
  const matters = mattersOf(burst, say, useWords(alarmKindWords));
  const played = receivers.filter((receiver) => receiver.played !== null).length;
  // What the centre said is seen in the pictures of a vehicle that was told.
  const seenIn = burst.vehicleId ?? receivers.find(({ kind }) => kind === 'vehicle')?.receiverId ?? null;
  return (
    <>
      <header>
        <h3>
          {burst.speakerName} → {burst.groupName}
        </h3>
        <p>
          {clockTime(startedAt)} · {say('priority', { level: burst.priority })}
        </p>
        {matters.length > 0 && <p>{say('belongsTo', { what: matters.join(' · ') })}</p>}
      </header>
      <section>
        <h2>
          {say('whoHeard')} {receivers.length > 0 && <b>{say('heardOf', { played, all: receivers.length })}</b>}
        </h2>
        <ReceiverList receivers={receivers} />
      </section>
      <section>
        <h2>{say('floor')}</h2>
        {floorEvents.length === 0 && <p className="receivers-none">{say('noFloorEvents')}</p>}
        <ol className="voice-log-floor">
          {floorEvents.map((event, index) => (
            <li key={`${event.at}:${index}`}>
              <time>{secondsAfter(startedAt, event.at)} s</time>
              <span>{floorEventText(event, sayFloor)}</span>
            </li>
          ))}
        </ol>
      </section>
      <section className="voice-log-place">
        <h2>{say('place')}</h2>
        {position === null ? (
          <p className="receivers-none">{say('noPlace')}</p>
        ) : (
          <>
            <div className="voice-log-map">
              <MapView label={say('place')}>
                <DistrictLayer />
                <ShowPlaceLayer longitude={position.longitude} latitude={position.latitude} />
                <PlaceMarkerLayer
                  longitude={position.longitude}
                  latitude={position.latitude}
                  label={(burst.vehicleId === null ? undefined : plates.get(burst.vehicleId)) ?? burst.speakerName}
                />
              </MapView>
            </div>
            <p className="receivers-none">
              {say('placeAt', { time: clockTime(position.at) })} · {position.longitude.toFixed(5)},{' '}
              {position.latitude.toFixed(5)}
            </p>
          </>
        )}
        {seenIn !== null && <Button onClick={() => onReview(seenIn, startedAt)}>{say('toReview')}</Button>}
      </section>
    </>
  );
}

/** With its sign: the floor is asked for before the burst begins. */
function secondsAfter(startedAt: number, at: number): string {
  const seconds = ((at - startedAt) / 1000).toFixed(2);
  return at < startedAt && Number(seconds) !== 0 ? seconds.replace('-', '−') : `+${seconds.replace('-', '')}`;
}
