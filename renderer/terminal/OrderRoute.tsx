import type { OrderPlace } from '@protocol';
import type { ReactNode } from 'react';
import { directionTo, distanceText, metresBetween } from '../map/distance';
import { useWords } from '../ui/words/languageStore';
import { orderBearing } from './orderBearing';
import { orderCardWords } from './orderCardWords';
import { Sheet } from './Sheet';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';

/** The way to the place, without a network: which way and how far, and its coordinates for any map application. */
export function OrderRoute({ place, onClose }: { place: OrderPlace; onClose: () => void }): ReactNode {
  const say = useWords(orderCardWords);
  const sayTerminal = useWords(terminalWords);
  const fix = useTerminal((terminal) => terminal.fix ?? terminal.vehicle?.position ?? null);
  const name = place.name ?? say('markedPlace');
  const degrees = fix === null ? 0 : orderBearing(fix, place);
  const point = `${place.latitude.toFixed(6)},${place.longitude.toFixed(6)}`;
  return (
    <Sheet title={say('navigateTitle', { place: name })} onClose={onClose}>
      <div className="order-route">
        {fix === null ? (
          <p>{say('noFix')}</p>
        ) : (
          <>
            <svg viewBox="-60 -60 120 120" role="img" aria-label={say('northUp')}>
              <circle r="56" />
              <text y="-38">N</text>
              <path d="M0 -34 L18 26 L0 14 L-18 26 Z" transform={`rotate(${degrees})`} />
            </svg>
            <div>
              <strong>{distanceText(metresBetween(fix, place))}</strong>
              <b>{say('bearing', { direction: sayTerminal(`direction.${directionTo(fix, place)}`), degrees })}</b>
              <small>{say('northUp')}</small>
            </div>
          </>
        )}
      </div>
      <p className="soft">
        {say('coordinates', { longitude: place.longitude.toFixed(5), latitude: place.latitude.toFixed(5) })}
      </p>
      <a className="big order-maps" href={`geo:${point}?q=${point}(${encodeURIComponent(name)})`}>
        {say('openMaps')}
      </a>
    </Sheet>
  );
}
