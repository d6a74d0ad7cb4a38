import type { Logger } from 'pino';
import type { Connections } from '../wire/Connections';
import type { Fleet } from './Fleet';

/** A vehicle is online while a terminal of it is connected; this is where connections become presence. */
export function followPresence(connections: Connections, fleet: Fleet, log: Logger): void {
  const update = (vehicleId: string): void => {
    const online = connections.all().some((caller) => caller.session?.vehicleId === vehicleId);
    fleet.setOnline(vehicleId, online).catch((error: unknown) => log.error({ error, vehicleId }, 'presence not told'));
  };
  connections.onSignedIn(({ session }) => {
    if (session.vehicleId !== null) update(session.vehicleId);
  });
  connections.onClosed(({ session }) => {
    if (session && session.vehicleId !== null) update(session.vehicleId);
  });
}
