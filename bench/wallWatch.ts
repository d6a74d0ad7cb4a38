interface TileChange {
  readonly at: number;
  readonly cameraId: string;
  readonly isLive: boolean;
}

declare global {
  var wallChanges: TileChange[] | undefined;
}

/**
 * Runs inside a console from its first moment: notes whenever a tile of the wall begins or ceases to show a live picture.
 * Whoever asks from outside would measure how often he asks. Uses nothing outside itself.
 */
export function watchWall(): void {
  const changes: TileChange[] = [];
  const known = new Map<string, boolean>();
  globalThis.wallChanges = changes;
  const look = (): void => {
    for (const tile of document.querySelectorAll<HTMLElement>('main [data-picture]')) {
      const { cameraId = '', picture } = tile.dataset;
      const isLive = picture === 'live';
      if ((known.get(cameraId) ?? false) === isLive) continue;
      known.set(cameraId, isLive);
      changes.push({ at: Date.now(), cameraId, isLive });
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['data-picture'] });
}

/**
 * Runs inside a console: the moment at which the last of its tiles was live again after it had been lost, and the first
 * one at which none of them was late, which on a machine that draws more than it can is another matter; null before.
 */
export function wallAgain([tiles, since]: readonly [tiles: number, since: number]): {
  liveAt: number;
  atOnceAt: number;
} | null {
  const lost = new Set<string>();
  const again = new Map<string, number>();
  const live = new Set<string>();
  let atOnceAt = 0;
  for (const { at, cameraId, isLive } of globalThis.wallChanges ?? []) {
    if (isLive) live.add(cameraId);
    else live.delete(cameraId);
    if (at < since) continue;
    if (!isLive) lost.add(cameraId);
    else if (lost.has(cameraId) && !again.has(cameraId)) again.set(cameraId, at);
    if (again.size === tiles && live.size === tiles && atOnceAt === 0) atOnceAt = at;
  }
  return atOnceAt === 0 ? null : { liveAt: Math.max(...again.values()), atOnceAt };
}
