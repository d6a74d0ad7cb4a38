import { media } from '../media/pageMedia';
import type { Reception } from '../media/Reception';

/** A picture that was just left is often looked at again: its stream stays open this long. */
const LINGER_MS = 2_000;

/** How one place on the screen shows a camera. */
export interface Want {
  /** 0 small, 1 middle, 2 full. */
  readonly layer: number;
  readonly isVisible: boolean;
}

interface Watched {
  readonly reception: Reception;
  readonly wants: Map<symbol, Want>;
  closing: ReturnType<typeof setTimeout> | null;
}

/** One way of looking at a camera; closed by its owner. */
export interface Watch {
  readonly reception: Reception;
  want(want: Want): void;
  close(): void;
}

const watched = new Map<string, Watched>();

/**
 * Looks at a camera. However many places show it, it is received once, in the largest layer that any of them wants,
 * and rests while none of them is on the screen.
 */
export function watchCamera(cameraId: string, first: Want): Watch {
  const entry = watched.get(cameraId) ?? { reception: media.watch(cameraId), wants: new Map(), closing: null };
  watched.set(cameraId, entry);
  if (entry.closing !== null) clearTimeout(entry.closing);
  entry.closing = null;
  const key = Symbol(cameraId);
  entry.wants.set(key, first);
  settle(entry);
  return {
    reception: entry.reception,
    want: (want) => {
      if (!entry.wants.has(key)) return;
      entry.wants.set(key, want);
      settle(entry);
    },
    close: () => {
      entry.wants.delete(key);
      if (entry.wants.size > 0) {
        settle(entry);
        return;
      }
      entry.reception.setPaused(true);
      entry.closing = setTimeout(() => {
        entry.reception.close();
        watched.delete(cameraId);
      }, LINGER_MS);
    },
  };
}

function settle({ reception, wants }: Watched): void {
  const visible = [...wants.values()].filter(({ isVisible }) => isVisible);
  reception.setPaused(visible.length === 0);
  if (visible.length > 0) reception.preferLayer(Math.max(...visible.map(({ layer }) => layer)));
}
