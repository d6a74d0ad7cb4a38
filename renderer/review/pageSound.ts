let context: AudioContext | null = null;

/** The page's one sound output. A browser that wants a touch first is asked again whenever somebody listens. */
export function pageSound(): AudioContext {
  context ??= new AudioContext({ latencyHint: 'interactive' });
  if (context.state === 'suspended') {
    // Refused until the page was touched; the next refresh asks again.
    context.resume().catch(() => undefined);
  }
  return context;
}
