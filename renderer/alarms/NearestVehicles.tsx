import type { Alarm } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { distanceText, metresBetween } from '../map/distance';
import { changeDraft, openComposer } from '../orders/draftStore';
import { usePermission } from '../session/sessionStore';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { alarmWords } from './alarmWords';

const MOST_PROPOSED = 3;
/** A fix older than this is no advice. */
const OLDEST_FIX_MS = 120_000;
/** A fix older than this is said to be. */
const FRESH_FIX_MS = 15_000;

/** Who could help: the nearest vehicles that are on duty and free. One press opens the order, ready to send. */
export function NearestVehicles({ alarm }: { alarm: Alarm }): ReactNode {
  const say = useWords(alarmWords);
  const mayOrder = usePermission('orders.send');
  const now = useSecond();
  const { vehicles, positions } = useFleet();
  const place = positions.get(alarm.vehicleId ?? '') ?? alarm.position;
  if (place === null || place === undefined) return null;
  const nearest = [...vehicles.values()]
    .flatMap((vehicle) => {
      const position = positions.get(vehicle.id);
      const isFree = vehicle.online && vehicle.onDuty && vehicle.status === 'free' && vehicle.id !== alarm.vehicleId;
      if (!isFree || position === undefined || now - position.at > OLDEST_FIX_MS) return [];
      return [{ vehicle, metres: metresBetween(place, position), ageMs: now - position.at }];
    })
    .sort((one, other) => one.metres - other.metres)
    .slice(0, MOST_PROPOSED);
  const send = (vehicleId: string): void => {
    const plate = String(alarm.details['plate'] ?? '');
    const { longitude, latitude } = place;
    openComposer(vehicleId);
    changeDraft({
      vehicleIds: [vehicleId],
      text: say('sendText', { plate }),
      priority: 'flash',
      place: { longitude, latitude, name: plate },
    });
  };
  return (
    <section className="alarm-nearest" aria-label={say('nearest')}>
      <h4>{say('nearest')}</h4>
      {nearest.length === 0 && <p>{say('noNearest')}</p>}
      {nearest.map(({ vehicle, metres, ageMs }) => (
        <button key={vehicle.id} type="button" disabled={!mayOrder} onClick={() => send(vehicle.id)}>
          <b>{vehicle.plate}</b>
          <span>
            {distanceText(metres)}
            {ageMs > FRESH_FIX_MS && ` · ${say('fixAge', { seconds: Math.round(ageMs / 1000) })}`}
          </span>
          <em>{say('send')} ▸</em>
        </button>
      ))}
    </section>
  );
}
