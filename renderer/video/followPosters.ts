import type { Camera } from '@protocol';
import { useFleet } from '../fleet/fleetStore';
import { holdsPermission, useSession } from '../session/sessionStore';
import { connection } from '../wire/pageConnection';
import { loadPoster } from './loadPoster';
import { posterShelf } from './PosterShelf';

/** One camera at a time: pictures that nobody has asked for must not be in the way of one that somebody has. */
const ONE_EVERY_MS = 500;
const TOO_OLD_MS = 60_000;
/** A camera of which nothing is recorded yet is asked again after this long. */
const AGAIN_AFTER_MS = 5_000;

/**
 * Keeps a picture of each live camera at hand, not older than about a minute, so that a camera that is opened shows
 * something at once. Called once by a page that shows cameras.
 */
export function followPosters(): void {
  const askedAt = new Map<string, number>();
  useSession.subscribe(({ phase }) => {
    if (phase === 'signed-out') posterShelf.clear();
  });
  const next = (): Camera | null => {
    const now = performance.now();
    for (const { cameras } of useFleet.getState().vehicles.values()) {
      for (const camera of cameras) {
        if (camera.state === 'off' || now - (askedAt.get(camera.id) ?? -Infinity) < AGAIN_AFTER_MS) continue;
        const kept = posterShelf.get(camera.id);
        if (kept === null ? !posterShelf.isFull : now - kept.takenAt > TOO_OLD_MS) return camera;
      }
    }
    return null;
  };
  const fetchOne = async (): Promise<void> => {
    const camera = document.hidden || !connection.isReady || !holdsPermission('video.watch') ? null : next();
    if (camera !== null) {
      askedAt.set(camera.id, performance.now());
      // What cannot be had now is asked for again later.
      const poster = await loadPoster(camera.id, new AbortController().signal).catch(() => null);
      if (poster !== null) posterShelf.put(camera.id, poster);
    }
    setTimeout(() => void fetchOne(), ONE_EVERY_MS);
  };
  void fetchOne();
}
