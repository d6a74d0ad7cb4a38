import type { Vehicle } from '@protocol';
import { alarmMarkWords } from '../alarms/alarmWords';
import { useAlarmMarks, type AlarmMark } from '../alarms/alarmMarks';
import { memo, useMemo, useRef, useState, type ReactNode } from 'react';
import { useOrders } from '../orders/ordersStore';
import { useHotkeys } from '../ui/hotkeys';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { useVoice } from '../voice/voiceStore';
import { ageText } from './ageText';
import './fleet.css';
import { useFleet, usePosition } from './fleetStore';
import { conditionWords, fleetWords } from './fleetWords';
import { chooseVehicle, useSelection } from './selectionStore';
import { unitTree } from './unitTree';
import { conditionLooks, conditionOf, openOrdersByVehicle, speakingVehicles, type OpenOrder } from './vehicleCondition';
import { carryVehicle } from './vehicleDrag';
import { orderNumber } from '../orders/orderNumber';

/** Units by district and team. A double click (or Enter on the chosen one) is the page's own use of a vehicle. */
export function UnitList({ onOpen }: { onOpen: (vehicleId: string) => void }): ReactNode {
  const say = useWords(fleetWords);
  const { loaded, places, vehicles } = useFleet();
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const chosenId = useSelection((state) => state.vehicleId);
  const groups = useVoice((state) => state.groups);
  const orders = useOrders((state) => state.orders);
  const tree = useMemo(() => unitTree(places, vehicles.values(), query), [places, vehicles, query]);
  const speaking = useMemo(() => speakingVehicles(groups.values()), [groups]);
  const openOrders = useMemo(() => openOrdersByVehicle(orders.values()), [orders]);
  const marks = useAlarmMarks();

  useHotkeys({ '/': { down: () => search.current?.focus() } });

  return (
    <nav className="units" aria-label={say('units')}>
      <div className="units-search">
        <input
          ref={search}
          type="search"
          aria-label={say('search')}
          placeholder={say('search')}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={(event) => {
            const first = tree[0]?.units[0];
            if (event.key === 'Enter' && first !== undefined) chooseVehicle(first.vehicle.id, true);
            if (event.key === 'Escape') {
              event.stopPropagation();
              setQuery('');
              event.currentTarget.blur();
            }
          }}
        />
        <kbd>/</kbd>
      </div>
      <div className="units-scroll">
        {tree.length === 0 && (
          <p className="units-none">
            {!loaded ? say('loading') : query === '' ? say('noVehicles') : say('nothingFound', { query })}
          </p>
        )}
        {tree.map((group) => (
          <section key={group.placeId} aria-label={group.name}>
            <h2>
              <span>{group.name}</span>
              <span>{say('onDutyCount', { onDuty: group.onDuty, all: group.all })}</span>
            </h2>
            <ul>
              {group.units.map(({ vehicle, teamName }) => (
                <UnitRow
                  key={vehicle.id}
                  vehicle={vehicle}
                  teamName={teamName}
                  isChosen={vehicle.id === chosenId}
                  speakingSince={speaking.get(vehicle.id) ?? null}
                  openOrder={openOrders.get(vehicle.id) ?? null}
                  alarm={marks.get(vehicle.id) ?? null}
                  onOpen={onOpen}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}

const UnitRow = memo(function UnitRow({
  vehicle,
  teamName,
  isChosen,
  speakingSince,
  openOrder,
  alarm,
  onOpen,
}: {
  vehicle: Vehicle;
  teamName: string | null;
  isChosen: boolean;
  speakingSince: number | null;
  openOrder: OpenOrder | null;
  alarm: AlarmMark | null;
  onOpen: (vehicleId: string) => void;
}): ReactNode {
  const say = useWords(fleetWords);
  const sayCondition = useWords(conditionWords);
  const sayAlarm = useWords(alarmMarkWords);
  const condition = conditionOf(vehicle, speakingSince !== null, openOrder);
  const { colour, mark } = conditionLooks[condition];
  return (
    <li>
      <button
        type="button"
        className="unit"
        data-vehicle-id={vehicle.id}
        data-condition={condition}
        data-alarm={alarm ?? undefined}
        aria-current={isChosen}
        draggable
        onDragStart={({ dataTransfer }) => carryVehicle(vehicle.id, dataTransfer)}
        onClick={() => chooseVehicle(vehicle.id, true)}
        onDoubleClick={() => onOpen(vehicle.id)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && isChosen) onOpen(vehicle.id);
        }}
      >
        <i style={{ color: colour }} aria-hidden="true">
          {mark}
        </i>
        <b>{vehicle.plate}</b>
        <Speed vehicleId={vehicle.id} isOnline={vehicle.online} />
        <span className="unit-state">
          {alarm !== null && <strong className="unit-alarm">▲ {sayAlarm(alarm)}</strong>}
          {teamName !== null && <>{teamName} · </>}
          <em style={{ color: condition === 'free' || condition === 'offline' ? undefined : colour }}>
            {sayCondition(condition)}
            {speakingSince !== null && <SpeakingFor since={speakingSince} />}
          </em>
          {openOrder !== null && <> · {say('order', { number: orderNumber(openOrder.number) })}</>}
          {openOrder === null && vehicle.onDuty && vehicle.crew.length > 0 && (
            <> · {say('people', { count: vehicle.crew.length })}</>
          )}
        </span>
        <Age vehicleId={vehicle.id} />
      </button>
    </li>
  );
});

function Speed({ vehicleId, isOnline }: { vehicleId: string; isOnline: boolean }): ReactNode {
  const say = useWords(fleetWords);
  const speed = usePosition(vehicleId)?.speed ?? null;
  return (
    <span className="unit-figure">{isOnline && speed !== null ? say('speed', { speed: Math.round(speed) }) : ''}</span>
  );
}

function Age({ vehicleId }: { vehicleId: string }): ReactNode {
  const say = useWords(fleetWords);
  const now = useSecond();
  const position = usePosition(vehicleId);
  return <span className="unit-figure">{position === null ? say('noFix') : ageText(say, position.at, now)}</span>;
}

function SpeakingFor({ since }: { since: number }): ReactNode {
  const now = useSecond();
  return <> {duration(now - since)}</>;
}
