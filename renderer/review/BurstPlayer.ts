import type { LoggedBurst } from '@protocol';
import { create } from 'zustand';
import { fetchWholeSegment } from './recordedMedia';

interface BurstPlayback {
  readonly burstId: string | null;
  readonly phase: 'silent' | 'loading' | 'playing' | 'failed';
}

/** Which burst is heard. */
export const useBurstPlayback = create<BurstPlayback>(() => ({ burstId: null, phase: 'silent' }));

let audio: HTMLAudioElement | null = null;
let playing = 0;

/** Plays the files of a burst one after the other; a burst that is heard already is stopped. */
export async function playBurst(burst: LoggedBurst): Promise<void> {
  const { burstId, phase } = useBurstPlayback.getState();
  stopBurst();
  if (burstId === burst.id && phase !== 'failed') {
    return;
  }
  const own = (playing += 1);
  useBurstPlayback.setState({ burstId: burst.id, phase: 'loading' });
  try {
    for (const segmentId of burst.segmentIds) {
      const url = URL.createObjectURL(await fetchWholeSegment(segmentId));
      try {
        if (own !== playing) {
          return;
        }
        useBurstPlayback.setState({ phase: 'playing' });
        await playToEnd(url);
      } finally {
        URL.revokeObjectURL(url);
      }
    }
    if (own === playing) {
      useBurstPlayback.setState({ burstId: null, phase: 'silent' });
    }
  } catch (error) {
    console.warn('a burst could not be played', error);
    if (own === playing) {
      useBurstPlayback.setState({ phase: 'failed' });
    }
  }
}

function stopBurst(): void {
  playing += 1;
  audio?.pause();
  audio?.dispatchEvent(new Event('ended'));
  useBurstPlayback.setState({ burstId: null, phase: 'silent' });
}

async function playToEnd(url: string): Promise<void> {
  const element = (audio ??= new Audio());
  element.src = url;
  const ended = new Promise<void>((resolve, reject) => {
    element.addEventListener('ended', () => resolve(), { once: true });
    element.addEventListener('error', () => reject(new Error('the browser refused the sound')), { once: true });
  });
  await Promise.all([element.play(), ended]);
}
