import type { Vehicle } from '@protocol';
import { useEffect, useMemo, type ReactNode } from 'react';
import { PhoneActions } from '../calls/PhoneActions';
import { EventFeed } from '../feed/EventFeed';
import { openComposer } from '../orders/draftStore';
import { OrderCard } from '../orders/OrderCard';
import { currentOrderOf, useOrders } from '../orders/ordersStore';
import { usePermission } from '../session/sessionStore';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { CameraTile } from '../video/CameraTile';
import { ListenButton } from '../video/ListenButton';
import { stopListening, useListening } from '../video/listeningStore';
import { videoWords } from '../video/videoWords';
import { TalkButton } from '../voice/TalkButton';
import { useVoice, vehicleGroupOf } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { ageText } from './ageText';
import './fleet.css';
import { usePosition, useVehicle } from './fleetStore';
import { conditionWords, fleetWords } from './fleetWords';
import { chooseVehicle, useSelection } from './selectionStore';
import { conditionLooks, conditionOf, openOrdersByVehicle, speakingVehicles } from './vehicleCondition';

/** The chosen vehicle: seen, spoken to, ordered; and what happened, below. */
export function VehiclePanel({ onWall }: { onWall: (vehicleId: string) => void }): ReactNode {
  const say = useWords(fleetWords);
  const vehicleId = useSelection((state) => state.vehicleId);
  const vehicle = useVehicle(vehicleId);
  return (
    <aside
      className="vehicle-panel"
      aria-label={vehicle === null ? say('chosen', { plate: '' }) : say('chosen', { plate: vehicle.plate })}
    >
      {vehicle === null ? (
        <p className="vehicle-hint">{say('chooseVehicle')}</p>
      ) : (
        <ChosenVehicle key={vehicle.id} vehicle={vehicle} onWall={onWall} />
      )}
      <EventFeed />
    </aside>
  );
}

function ChosenVehicle({ vehicle, onWall }: { vehicle: Vehicle; onWall: (vehicleId: string) => void }): ReactNode {
  const say = useWords(fleetWords);
  const sayVideo = useWords(videoWords);
  const sayVoice = useWords(voiceWords);
  const mayWatch = usePermission('video.watch');
  const maySpeak = usePermission('voice.speak');
  const mayOrder = usePermission('orders.send');
  const groups = useVoice((state) => state.groups);
  const orders = useOrders((state) => state.orders);
  const order = useMemo(() => currentOrderOf(orders, vehicle.id), [orders, vehicle.id]);
  const group = useMemo(() => vehicleGroupOf(groups, vehicle.id), [groups, vehicle.id]);
  const cameras = useMemo(() => inOrder(vehicle.cameras), [vehicle.cameras]);

  // Listening belongs to looking: with another vehicle chosen, nobody is listened to unseen.
  useEffect(
    () => () => {
      if (useListening.getState().vehicleId === vehicle.id) stopListening();
    },
    [vehicle.id],
  );

  return (
    <>
      {!mayWatch ? (
        <p className="vehicle-hint">{sayVideo('mayNotWatch')}</p>
      ) : cameras.length === 0 ? (
        <p className="vehicle-hint">{sayVideo('noCamera')}</p>
      ) : (
        <div className="vehicle-views">
          {cameras.map((camera, index) => (
            <CameraTile
              key={camera.id}
              vehicle={vehicle}
              camera={camera}
              layer={index === 0 ? 2 : 0}
              isSmall={index > 0}
            >
              {index === 0 && <ListenButton vehicle={vehicle} />}
            </CameraTile>
          ))}
        </div>
      )}
      <Facts vehicle={vehicle} />
      <div className="vehicle-actions">
        {maySpeak && (
          <TalkButton
            groupId={group?.id ?? null}
            label={sayVoice('holdFor', { name: vehicle.plate })}
            className="action action-talk"
          >
            {say('talk')}
            <kbd>{say('space')}</kbd>
          </TalkButton>
        )}
        <PhoneActions vehicle={vehicle} />
        {mayOrder && (
          <button type="button" className="action" onClick={() => openComposer(vehicle.id)}>
            {say('giveOrder')}
            <kbd>O</kbd>
          </button>
        )}
        {mayWatch && (
          <button type="button" className="action" disabled={cameras.length === 0} onClick={() => onWall(vehicle.id)}>
            {say('toWall')}
            <kbd>W</kbd>
          </button>
        )}
      </div>
      {order !== null && (
        <div className="vehicle-order">
          <OrderCard order={order} vehicleId={vehicle.id} />
        </div>
      )}
    </>
  );
}

function Facts({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(fleetWords);
  const sayCondition = useWords(conditionWords);
  const now = useSecond();
  const position = usePosition(vehicle.id);
  const groups = useVoice((state) => state.groups);
  const orders = useOrders((state) => state.orders);
  const condition = useMemo(
    () =>
      conditionOf(
        vehicle,
        speakingVehicles(groups.values()).has(vehicle.id),
        openOrdersByVehicle(orders.values()).get(vehicle.id) ?? null,
      ),
    [vehicle, groups, orders],
  );
  const { colour, mark } = conditionLooks[condition];
  return (
    <p className="vehicle-facts">
      <b>{vehicle.plate}</b>
      <span style={{ color: colour }}>
        {mark} {sayCondition(condition)}
      </span>
      <span>{vehicle.crew.length === 0 ? say('nobodyAboard') : vehicle.crew.join('、')}</span>
      {position !== null && position.speed !== null && vehicle.online && (
        <span>{say('speed', { speed: Math.round(position.speed) })}</span>
      )}
      <span>{position === null ? say('noFix') : say('lastFix', { age: ageText(say, position.at, now) })}</span>
      <button type="button" aria-label={say('close')} title={say('close')} onClick={() => chooseVehicle(null)}>
        ✕
      </button>
    </p>
  );
}

const views = ['front', 'rear', 'cabin', 'mast'] as const;

const inOrder = (cameras: Vehicle['cameras']): Vehicle['cameras'] =>
  [...cameras].sort((one, other) => views.indexOf(one.view) - views.indexOf(other.view));
