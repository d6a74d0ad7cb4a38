import { create } from 'zustand';
import { useSelection } from '../fleet/selectionStore';

/** The order that is looked at beside the board or the map; null while none is. */
export const useChosenOrder = create<{ readonly orderId: string | null }>(() => ({ orderId: null }));

export function chooseOrder(orderId: string | null): void {
  useChosenOrder.setState({ orderId });
}

// Both are shown in one place: whoever chooses a vehicle wants to see that.
useSelection.subscribe(({ vehicleId }, before) => {
  if (vehicleId !== null && vehicleId !== before.vehicleId) chooseOrder(null);
});
