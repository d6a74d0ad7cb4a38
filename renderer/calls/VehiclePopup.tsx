import type { ReactNode } from 'react';
import { usePosition, useVehicle } from '../fleet/fleetStore';
import { useSelection } from '../fleet/selectionStore';
import { PopupLayer } from '../map/PopupLayer';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { TalkButton } from '../voice/TalkButton';
import { useVoice, vehicleGroupOf } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { callsWords } from './callsWords';
import { toggleMember, useMuster } from './musterStore';

/** At the chosen vehicle on the map: speak to it, or gather it with others. */
export function VehiclePopup(): ReactNode {
  const say = useWords(callsWords);
  const sayVoice = useWords(voiceWords);
  const vehicleId = useSelection((state) => state.vehicleId);
  const vehicle = useVehicle(vehicleId);
  const position = usePosition(vehicleId);
  const group = useVoice(({ groups }) => (vehicleId === null ? null : vehicleGroupOf(groups, vehicleId)));
  const isGathered = useMuster(({ vehicleIds }) => vehicleId !== null && vehicleIds.includes(vehicleId));
  const mayOpen = usePermission('calls.open');
  if (vehicle === null || position === null) return null;
  return (
    <PopupLayer longitude={position.longitude} latitude={position.latitude}>
      <div className="vehicle-popup" role="group" aria-label={vehicle.plate}>
        <TalkButton
          groupId={group?.id ?? null}
          label={sayVoice('holdFor', { name: vehicle.plate })}
          className="action action-talk"
        >
          {sayVoice('hold')}
        </TalkButton>
        {mayOpen && (
          <button type="button" aria-pressed={isGathered} onClick={() => toggleMember(vehicle.id)}>
            {say(isGathered ? 'removeFromSelection' : 'addToSelection')}
          </button>
        )}
      </div>
    </PopupLayer>
  );
}
