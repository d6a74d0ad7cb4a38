import { afterPaint } from '../ui/afterPaint';

/** A picture that does not come must not hold up the rest of the page. */
const PATIENCE_MS = 700;

const awaited = new Set<object>();
const waiting = new Set<() => void>();

/** Says that a picture has been asked for and nothing of it is seen yet. */
export function awaitPicture(picture: object): void {
  awaited.add(picture);
}

/** Says that a picture is seen, or not wanted any more. */
export function pictureCame(picture: object): void {
  if (!awaited.delete(picture) || awaited.size > 0) return;
  for (const begin of [...waiting]) afterPaint(begin);
}

/**
 * Does work that keeps the page busy, such as moving a map, once no picture is awaited any more, or after 0.7 s: who
 * chooses a vehicle looks at its cameras first. The answer gives it up.
 */
export function afterPictures(work: () => void): () => void {
  const begin = (): void => {
    if (!waiting.delete(begin)) return;
    clearTimeout(timer);
    work();
  };
  waiting.add(begin);
  const timer = setTimeout(begin, PATIENCE_MS);
  // What has just been chosen is asked for by the time it is painted.
  afterPaint(() => {
    if (awaited.size === 0) begin();
  });
  return () => {
    waiting.delete(begin);
    clearTimeout(timer);
  };
}
