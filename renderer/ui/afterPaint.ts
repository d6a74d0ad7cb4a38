/** A window that is not seen is not painted: then the work is done all the same, this much later. */
const UNSEEN_MS = 250;

/** Does work once what has just changed on the page can be seen: the eye comes first, whatever the work costs. */
export function afterPaint(work: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    work();
  };
  requestAnimationFrame(() => setTimeout(once, 0));
  setTimeout(once, UNSEEN_MS);
}
