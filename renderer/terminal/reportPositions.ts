import { onReady, request } from '../wire/pageConnection';
import { BrowserPositionStorage } from './BrowserPositionStorage';
import { PositionQueue, type Fix } from './PositionQueue';
import { useTerminal } from './terminalStore';

const METRES_A_SECOND_TO_KILOMETRES_AN_HOUR = 3.6;
/** A vehicle that stands still gives no new fix; it is still there, and says so. */
const STILL_EVERY_MS = 15_000;

/** Follows the tablet's place while on duty and reports it, stored while there is no network; the answer stops it. */
export function reportPositions(vehicleId: string): () => void {
  let ended = false;
  const endings: (() => void)[] = [];
  const begin = async (): Promise<void> => {
    const queue = await PositionQueue.create({
      vehicleId,
      storage: await BrowserPositionStorage.create(),
      clock: Date.now,
      report: async (positions) => (await request('fleet:report', { positions })).acknowledged,
    });
    if (ended) {
      return;
    }
    queue.continueAbove(useTerminal.getState().vehicle?.position?.number ?? 0);
    const add = async (fix: Fix): Promise<void> => {
      useTerminal.setState({ fix, fixFailure: null });
      await queue.add(fix);
      useTerminal.setState({ waitingFixes: queue.length });
    };
    const flush = async (): Promise<void> => {
      await queue.flush();
      useTerminal.setState({ waitingFixes: queue.length });
    };
    endings.push(
      onReady(() => void flush()),
      watchFixes(add),
    );
  };
  begin().catch((error: unknown) => console.error('positions cannot be reported', error));
  return () => {
    ended = true;
    endings.forEach((end) => end());
  };
}

function watchFixes(add: (fix: Fix) => Promise<void>): () => void {
  if (!('geolocation' in navigator)) {
    useTerminal.setState({ fixFailure: 'unavailable' });
    return () => undefined;
  }
  let last: { fix: Fix; at: number } | null = null;
  const take = (fix: Fix): void => {
    last = { fix, at: Date.now() };
    add(fix).catch((error: unknown) => console.error('a fix could not be kept', error));
  };
  const watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) =>
      take({
        at: Math.round(timestamp),
        longitude: coords.longitude,
        latitude: coords.latitude,
        speed:
          coords.speed === null
            ? null
            : Math.min(400, Math.max(0, coords.speed * METRES_A_SECOND_TO_KILOMETRES_AN_HOUR)),
        heading: coords.heading === null || Number.isNaN(coords.heading) ? null : coords.heading,
        accuracy: Math.min(100_000, coords.accuracy),
      }),
    ({ code, PERMISSION_DENIED }) =>
      useTerminal.setState({ fixFailure: code === PERMISSION_DENIED ? 'denied' : 'unavailable' }),
    { enableHighAccuracy: true, maximumAge: 1000, timeout: 30_000 },
  );
  const still = setInterval(() => {
    if (last && Date.now() - last.at >= STILL_EVERY_MS && useTerminal.getState().fixFailure === null) {
      take({ ...last.fix, at: Date.now(), speed: last.fix.speed === null ? null : 0 });
    }
  }, STILL_EVERY_MS);
  return () => {
    navigator.geolocation.clearWatch(watch);
    clearInterval(still);
  };
}
