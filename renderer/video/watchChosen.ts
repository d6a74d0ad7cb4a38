import { useFleet } from '../fleet/fleetStore';
import { useSelection } from '../fleet/selectionStore';
import { holdsPermission } from '../session/sessionStore';
import { watchedCameras } from './pageCameras';

/**
 * Asks for the cameras of a vehicle in the moment it is chosen, so that the answer is on its way while the page is still
 * drawing the places that will show them. Called once by a page that shows the chosen vehicle.
 */
export function watchChosen(): void {
  useSelection.subscribe(({ vehicleId }, before) => {
    if (vehicleId === null || vehicleId === before.vehicleId || !holdsPermission('video.watch')) return;
    const cameras = useFleet.getState().vehicles.get(vehicleId)?.cameras ?? [];
    for (const { id, state } of cameras) {
      // Left at once, it stays open for as long as any picture that was just left: the tile takes it over from there.
      if (state !== 'off') watchedCameras.watch(id, { layer: 0, isVisible: true }).close();
    }
  });
}
