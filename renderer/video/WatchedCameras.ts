import type { MediaClient } from '../media/MediaClient';
import type { Reception } from '../media/Reception';

/** A picture that was just left is often looked at again: its stream stays open this long. */
const LINGER_MS = 1_500;
/** To close one takes the browser's media line as long as to open one: a closing waits while another is opened. */
const CLOSE_LATER_MS = 200;

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

/** The cameras that this page looks at. */
export class WatchedCameras {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly media: Pick<MediaClient, 'watch'>) {}

  /**
   * Looks at a camera. However many places show it, it is received once, in the largest layer that any of them wants,
   * and rests while none of them is on the screen.
   */
  watch(cameraId: string, first: Want): Watch {
    const entry = this.watched.get(cameraId) ?? {
      reception: this.media.watch(cameraId),
      wants: new Map(),
      closing: null,
    };
    this.watched.set(cameraId, entry);
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
        if (!entry.wants.delete(key)) return;
        settle(entry);
        if (entry.wants.size === 0) this.closeLater(cameraId, entry, LINGER_MS);
      },
    };
  }

  private closeLater(cameraId: string, entry: Watched, wait: number): void {
    entry.closing = setTimeout(() => {
      if (this.isOpeningOne()) {
        this.closeLater(cameraId, entry, CLOSE_LATER_MS);
        return;
      }
      entry.reception.close();
      this.watched.delete(cameraId);
    }, wait);
  }

  private isOpeningOne(): boolean {
    return [...this.watched.values()].some(
      ({ reception, wants }) => wants.size > 0 && reception.state.getState().phase === 'starting',
    );
  }
}

function settle({ reception, wants }: Watched): void {
  const visible = [...wants.values()].filter(({ isVisible }) => isVisible);
  reception.setPaused(visible.length === 0);
  if (visible.length > 0) reception.preferLayer(Math.max(...visible.map(({ layer }) => layer)));
}
