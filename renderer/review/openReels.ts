import type { CameraReel } from './CameraReel';
import { exactMoment, seekTo, setPlaying } from './reviewClock';

/** The cameras that are shown, by their tracks' keys. */
export const openReels = new Map<string, CameraReel>();
const shownAt = new Map<string, number | null>();

/** Notes which moment a camera shows. */
export function drewPicture(key: string, at: number): void {
  shownAt.set(key, at);
}

/** Notes that a camera has nothing to show at the moment. */
export function drewNothing(key: string): void {
  shownAt.set(key, null);
}

/** Notes that a camera is not shown any more. */
export function closedReel(key: string): void {
  openReels.delete(key);
  shownAt.delete(key);
}

/** True once every open camera has shown a picture, or that there is none. */
export function everyReelHasDrawn(): boolean {
  return openReels.size > 0 && [...openReels.keys()].every((key) => shownAt.has(key));
}

/** How far the shown pictures of the open cameras lie apart, in milliseconds; null with fewer than two. */
export function shownOffset(): { readonly cameras: number; readonly ms: number } | null {
  const moments = [...openReels.keys()].flatMap((key) => shownAt.get(key) ?? []);
  return moments.length < 2
    ? null
    : { cameras: moments.length, ms: Math.round(Math.max(...moments) - Math.min(...moments)) };
}

/** Stops, and goes to the next or the previous picture of the first camera that has one at hand. */
export function stepFrame(direction: 'next' | 'previous'): void {
  setPlaying(false);
  for (const reel of openReels.values()) {
    const at = reel.neighbour(exactMoment(), direction);
    if (at !== null) {
      seekTo(at);
      return;
    }
  }
}
