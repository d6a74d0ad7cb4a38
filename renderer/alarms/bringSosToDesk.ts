import type { Alarm } from '@protocol';
import { setFollowing } from '../fleet/followStore';
import { chooseVehicle } from '../fleet/selectionStore';
import { holdsPermission, useSession } from '../session/sessionStore';
import { afterPaint } from '../ui/afterPaint';
import { listenTo, stopListening, useListening } from '../video/listeningStore';
import { useAlarms } from './alarmsStore';

/** Calls for help that this desk has been brought to, each once while it is this desk's. */
const shown = new Set<string>();

/**
 * Brings a call for help to the desk that is called to it, and to the one that takes it: its cameras with their sound
 * beside the map, which follows the vehicle. What is heard for its sake ends with it. Called once by a page with a desk.
 */
export function bringSosToDesk(): void {
  useAlarms.subscribe(({ alarms }, before) => {
    const accountId = useSession.getState().signedIn?.person.id;
    for (const alarm of alarms.values()) {
      if (alarm.kind !== 'sos' || alarm === before.alarms.get(alarm.id)) continue;
      const isOurs = accountId !== undefined && isOf(alarm, accountId);
      if (isOurs && !shown.has(alarm.id)) show(alarm);
      if (!isOurs) leave(alarm);
    }
  });
}

/** Shows a vehicle that calls for help, with its sound where this person may hear it. */
function show({ id, vehicleId }: Alarm): void {
  if (vehicleId === null) return;
  shown.add(id);
  // Cameras and map take the page a while: the card is seen before.
  afterPaint(() => {
    if (!shown.has(id)) return;
    chooseVehicle(vehicleId, true);
    setFollowing(true);
    if (holdsPermission('video.watch')) listenTo(vehicleId);
  });
}

function leave({ id, vehicleId }: Alarm): void {
  if (shown.delete(id) && useListening.getState().vehicleId === vehicleId) stopListening();
}

function isOf({ state, called, owner }: Alarm, accountId: string): boolean {
  return state === 'unattended' ? called?.accountId === accountId : owner?.accountId === accountId;
}
