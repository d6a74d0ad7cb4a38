import type { types } from 'mediasoup-client';
import type { Connection } from '../wire/Connection';

/** ICE often heals a short silence by itself; after this long it is helped. */
const DISCONNECTED_PATIENCE_MS = 2_000;
/** How long a restarted ICE may take before the transport is given up and opened anew. */
const RESTART_PATIENCE_MS = 5_000;

/**
 * Helps a transport whose ICE is failing: restart ICE first, and where that does not connect within five seconds,
 * close the transport at both ends and say `lost`, once.
 */
export function keepAlive(transport: types.Transport, connection: Connection, lost: () => void): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let restarting = false;
  const wait = (milliseconds: number, then: () => void): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(then, milliseconds);
  };
  const giveUp = (): void => {
    if (transport.closed) return;
    transport.close();
    // Where the server cannot be told, the connection is gone and everything on it with it.
    connection.request('media:close', { mediaId: transport.id }).catch(() => undefined);
    lost();
  };
  const restart = (): void => {
    if (transport.closed || restarting) return;
    restarting = true;
    wait(RESTART_PATIENCE_MS, giveUp);
    connection
      .request('media:restartIce', { mediaId: transport.id })
      .then(({ iceParameters }) => transport.restartIce({ iceParameters }))
      .catch(giveUp);
  };
  transport.on('connectionstatechange', (state) => {
    if (state === 'connected') {
      if (timer !== null) clearTimeout(timer);
      restarting = false;
    } else if (state === 'disconnected' && !restarting) {
      wait(DISCONNECTED_PATIENCE_MS, restart);
    } else if (state === 'failed') {
      if (restarting) giveUp();
      else restart();
    }
  });
  transport.observer.on('close', () => {
    if (timer !== null) clearTimeout(timer);
  });
}
