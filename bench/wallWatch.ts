declare global {
  var wallChanges: { at: number; live: number }[] | undefined;
}

/**
 * Runs inside a console from its first moment: notes how many tiles of the wall show a live picture whenever that
 * changes. Whoever asks from outside would measure how often he asks. Uses nothing outside itself.
 */
export function watchWall(): void {
  const changes: { at: number; live: number }[] = [];
  globalThis.wallChanges = changes;
  const look = (): void => {
    const live = document.querySelectorAll('main [data-picture="live"]').length;
    if (changes.at(-1)?.live !== live) changes.push({ at: Date.now(), live });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['data-picture'] });
}
