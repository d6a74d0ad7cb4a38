import { connection } from '../wire/pageConnection';
import { useTerminal } from './terminalStore';

const WORKER = '/vehicleWorker.js';
const PAGE = '/vehicle';
const RENEWED_UNDER = 'zhiqin.renewedAt';
/** A page that is still out of date after it was renewed waits so long before it tries again by itself. */
const RENEWAL_PAUSE_MS = 60_000;
const UPDATE_LIMIT_MS = 15_000;

/**
 * Keeps this page on the tablet, so that it opens while the network or the server is gone, and renews it: at once where
 * the server no longer serves its version, off duty where there is merely a newer build. Browsers keep pages of secure
 * origins only; elsewhere the page is just renewed when it must be.
 */
export function keepPage(): void {
  const kept =
    import.meta.env.PROD && isSecureContext && 'serviceWorker' in navigator ? register() : Promise.resolve(null);
  connection.state.subscribe(({ phase }, before) => {
    if (phase === before.phase) return;
    if (phase === 'outdated') void kept.then(renewAtOnce);
    if (phase === 'online') void kept.then((registration) => registration && lookForNewBuild(registration));
  });
}

async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    const options = { scope: PAGE, type: 'module', updateViaCache: 'none' } as const;
    const registration = await navigator.serviceWorker.register(WORKER, options);
    registration.addEventListener('updatefound', () => {
      const { installing, active } = registration;
      if (installing === null || active === null) return;
      installing.addEventListener('statechange', () => {
        if (installing.state === 'activated') renewOffDuty();
      });
    });
    return registration;
  } catch (error) {
    // A certificate that the tablet does not trust: the page works, and needs its server to be opened.
    console.warn('this page cannot be kept for a start without a network', error);
    return null;
  }
}

async function lookForNewBuild(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch (error) {
    console.warn('there was no looking for a newer build of this page', error);
  }
}

/** Nothing works on a page that is out of date, so nothing is lost. The new one is taken in first, since the network may be poor. */
async function renewAtOnce(registration: ServiceWorkerRegistration | null): Promise<void> {
  const pauseMs = Number(sessionStorage.getItem(RENEWED_UNDER)) + RENEWAL_PAUSE_MS - Date.now();
  if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  if (registration !== null) {
    await Promise.race([
      lookForNewBuild(registration).then(() => installed(registration)),
      new Promise((resolve) => setTimeout(resolve, UPDATE_LIMIT_MS)),
    ]);
  }
  sessionStorage.setItem(RENEWED_UNDER, String(Date.now()));
  location.reload();
}

function renewOffDuty(): void {
  if (useTerminal.getState().vehicle?.onDuty !== true) {
    location.reload();
    return;
  }
  const stop = useTerminal.subscribe(({ vehicle }) => {
    if (vehicle?.onDuty === true) return;
    stop();
    location.reload();
  });
}

/** Resolves when no worker is being installed, which is when its page has been taken in. */
function installed({ installing }: ServiceWorkerRegistration): Promise<void> {
  if (installing === null) return Promise.resolve();
  return new Promise((resolve) => {
    installing.addEventListener('statechange', () => {
      if (installing.state !== 'installing') resolve();
    });
  });
}
