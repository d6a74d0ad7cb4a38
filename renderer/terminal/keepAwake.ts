interface Screen {
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  /** Without a `wakeLock` where the browser knows none. */
  readonly navigator: { readonly wakeLock?: { request(type: 'screen'): Promise<{ release(): Promise<void> }> } };
}

/**
 * Keeps the screen on until the answer is called. The system takes the lock away from a hidden page, so it is asked
 * for again whenever the page is seen.
 */
export function keepAwake({ document, navigator }: Screen = globalThis): () => void {
  let lock: { release(): Promise<void> } | null = null;
  let ended = false;
  const ask = async (): Promise<void> => {
    if (ended || document.visibilityState !== 'visible' || navigator.wakeLock === undefined) return;
    try {
      const granted = await navigator.wakeLock.request('screen');
      if (ended) await granted.release();
      else lock = granted;
    } catch (error) {
      // A low battery refuses it; the crew sees a dark screen named as the reason of a gap.
      console.warn('the screen cannot be kept on', error);
    }
  };
  const onVisible = (): void => void ask();
  document.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}
