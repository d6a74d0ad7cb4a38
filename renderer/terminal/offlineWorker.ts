import { OfflineShelf } from './OfflineShelf';

/** Written into the built file by vite/offlineFiles. */
declare const __OFFLINE_FILES__: readonly string[];
declare const __OFFLINE_BUILD__: string;

/** The parts of a service worker's world that are used here; TypeScript's DOM types know only that of a page. */
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerWorld {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: LastingEvent) => void): void;
  addEventListener(name: 'fetch', listener: (event: FetchEvent) => void): void;
}
// This file is built as a service worker of its own and never runs in a page.
const world = self as unknown as WorkerWorld;

const PAGE = '/vehicle';
const SHELF_NAME = 'zhiqin.vehicle';
const files = __OFFLINE_FILES__;

const openShelf = async (): Promise<OfflineShelf> =>
  new OfflineShelf({
    store: await caches.open(SHELF_NAME),
    fetch: (address, options) => fetch(address, options),
    page: PAGE,
    files,
  });

world.addEventListener('install', (event) => {
  console.info(`the page of build ${__OFFLINE_BUILD__} is taken in, to be opened without a network`);
  event.waitUntil(
    openShelf()
      .then((shelf) => shelf.fill())
      // An older worker would answer with the same shelf: there is nothing to wait for.
      .then(() => world.skipWaiting()),
  );
});

world.addEventListener('activate', (event) => {
  event.waitUntil(openShelf().then((shelf) => shelf.tidy()));
});

world.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== world.location.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE) {
    event.respondWith(openShelf().then((shelf) => shelf.openPage()));
  } else if (files.includes(pathname)) {
    event.respondWith(openShelf().then((shelf) => shelf.openFile(pathname)));
  }
});
