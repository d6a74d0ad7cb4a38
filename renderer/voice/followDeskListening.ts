import { useSelection } from '../fleet/selectionStore';
import { isWantedAtDesk } from './GroupListening';
import { followListening } from './pageListening';

/**
 * A desk hears every talk group of the organisation and every one opened for the moment, the chosen vehicle's private
 * channel, and any other private channel as soon as somebody speaks in it. Called once by the console.
 */
export function followDeskListening(): void {
  followListening({
    decide: () => ({ isWanted: (group) => isWantedAtDesk(group, useSelection.getState().vehicleId) }),
    onChanged: (listener) => useSelection.subscribe(listener),
  });
}
