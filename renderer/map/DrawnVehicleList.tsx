import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { mapWords } from './mapWords';
import { useDrawnVehicles } from './VehicleLayer';

/** The picture in words, for who cannot see it. */
export function DrawnVehicleList(): ReactNode {
  const say = useWords(mapWords);
  const { vehicles } = useDrawnVehicles();
  return (
    <ul className="visually-hidden" aria-label={say('vehiclesOnMap')}>
      {vehicles.map(({ id, plate, longitude, latitude, x, y }) => (
        <li
          key={id}
          data-vehicle-id={id}
          data-longitude={longitude.toFixed(6)}
          data-latitude={latitude.toFixed(6)}
          data-x={Math.round(x)}
          data-y={Math.round(y)}
        >
          {plate} {longitude.toFixed(5)}, {latitude.toFixed(5)}
        </li>
      ))}
    </ul>
  );
}
