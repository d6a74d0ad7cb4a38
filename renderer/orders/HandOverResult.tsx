import { alarmKind, type HandOverItem, type RequestOutput } from '@protocol';
import type { ReactNode } from 'react';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { useFleet } from '../fleet/fleetStore';
import { useWords } from '../ui/words/languageStore';
import { handOverWords, stayedWords } from './handOverWords';
import { orderNumber } from './orderNumber';

/** What became of each order and alarm at the end of a shift: what stayed comes first, with why. */
export function HandOverResult({
  name,
  result: { items, ...moved },
  onClose,
}: {
  name: string;
  result: RequestOutput<'orders:handOver'>;
  onClose: () => void;
}): ReactNode {
  const say = useWords(handOverWords);
  const stayed = items.filter((item) => item.stayed !== null);
  const gone = items.filter((item) => item.stayed === null);
  return (
    <>
      <h3>{say('done', { name, ...moved })}</h3>
      <div className="hand-over-result">
        {stayed.length > 0 && (
          <section data-stayed="true">
            <h4>▲ {say('stayed', { count: stayed.length })}</h4>
            <ul aria-label={say('stayed', { count: stayed.length })}>
              {stayed.map((item) => (
                <Item key={item.id} item={item} name={name} />
              ))}
            </ul>
          </section>
        )}
        {gone.length > 0 && (
          <section>
            <h4>✓ {say('moved', { count: gone.length })}</h4>
            <ul aria-label={say('moved', { count: gone.length })}>
              {gone.map((item) => (
                <Item key={item.id} item={item} name={name} />
              ))}
            </ul>
          </section>
        )}
        {items.length === 0 && <p className="soft">{say('nothing')}</p>}
      </div>
      <footer>
        <button type="button" className="primary" autoFocus onClick={onClose}>
          {say('ok')}
        </button>
      </footer>
    </>
  );
}

function Item({
  item: { kind, number, text, vehicleIds, stayed },
  name,
}: {
  item: HandOverItem;
  name: string;
}): ReactNode {
  const say = useWords(handOverWords);
  const sayStayed = useWords(stayedWords);
  const sayAlarm = useWords(alarmKindWords);
  const vehicles = useFleet((state) => state.vehicles);
  const plates = vehicleIds.map((vehicleId) => vehicles.get(vehicleId)?.plate ?? vehicleId).join(' ');
  const known = alarmKind.safeParse(text);
  return (
    <li>
      <b>
        {kind === 'order'
          ? say('oneOrder', { number: orderNumber(number) })
          : say('oneAlarm', { number, kind: known.success ? sayAlarm(known.data) : text })}
      </b>
      {kind === 'order' && <span>{text}</span>}
      <small>{stayed === null ? plates : sayStayed(stayed, { plates, name })}</small>
    </li>
  );
}
