import type { Alarm } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { distanceText, metresBetween } from '../map/distance';
import { changeDraft, openComposer } from '../orders/draftStore';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { alarmWords } from './alarmWords';

const MOST_PROPOSED = 3;

/** Who could help: the nearest vehicles that are on duty and free. One press opens the order, ready to send. */
export function NearestVehicles({ alarm }: { alarm: Alarm }): ReactNode {
  const say = useWords(alarmWords);
  const mayOrder = usePermission('orders.send');
  const { vehicles, positions } = useFleet();
  const place = positions.get(alarm.vehicleId ?? '') ?? alarm.position;
  if (place === null || place === undefined) return null;
  const nearest = [...vehicles.values()]
    .flatMap((vehicle) => {
      const position = positions.get(vehicle.id);
      const isFree = vehicle.online && vehicle.onDuty && vehicle.status === 'free' && vehicle.id !== alarm.vehicleId;
      return isFree && position !== undefined ? [{ vehicle, metres: metresBetween(place, position) }] : [];
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
    <div className="alarm-nearest">
      <span className="soft">{say('nearest')}</span>
      {nearest.length === 0 && <span>{say('noNearest')}</span>}
      {nearest.map(({ vehicle, metres }) => (
        <button key={vehicle.id} type="button" disabled={!mayOrder} onClick={() => send(vehicle.id)}>
          {vehicle.plate} <small>{distanceText(metres)}</small> {say('send')}
        </button>
      ))}
    </div>
  );
}
