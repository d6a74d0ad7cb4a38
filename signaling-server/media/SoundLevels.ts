import type { types } from 'mediasoup';
import { AUDIO_LEVEL_URI } from './mediaCodecs';

/** How often the worker says how loud each sound was on average. */
const WINDOW_MS = 2_000;
/** The level of digital silence (RFC 6464 clause 3): the quietest that a microphone picks up is louder. */
const DIGITAL_SILENCE_DBOV = -127;
/** More than a worker carries. */
const MOST_SOUNDS = 10_000;

/**
 * How long the watched sounds of one router have been nothing but digital silence, by what their senders say of each
 * packet (RFC 6464); the media itself is not looked at. Of a sound whose sender says nothing, and of one that rests in
 * pauses, nothing is known. It is counted in windows of the worker's, so that a server that stood still counts none.
 */
export class SoundLevels {
  #silentMs: ReadonlyMap<string, number> = new Map();

  private constructor(private readonly observer: types.AudioLevelObserver) {}

  static async create(router: types.Router): Promise<SoundLevels> {
    const observer = await router.createAudioLevelObserver({
      ...{ maxEntries: MOST_SOUNDS, threshold: DIGITAL_SILENCE_DBOV, interval: WINDOW_MS },
    });
    const levels = new SoundLevels(observer);
    observer.on('volumes', (volumes) => levels.#take(volumes));
    observer.on('silence', () => levels.#take([]));
    return levels;
  }

  /** Until the producer ends. Of no effect where its sender does not say how loud it is. */
  async watch(producer: types.Producer): Promise<void> {
    const isTold = (producer.rtpParameters.headerExtensions ?? []).some(({ uri }) => uri === AUDIO_LEVEL_URI);
    if (isTold) await this.observer.addProducer({ producerId: producer.id });
  }

  /** In milliseconds; 0 while something is heard, and where nothing is known. */
  silentMs(producerId: string): number {
    return this.#silentMs.get(producerId) ?? 0;
  }

  /** One window: of what it does not name nothing is known any more. */
  #take(volumes: readonly types.AudioLevelObserverVolume[]): void {
    const silent = volumes.filter(({ volume }) => volume <= DIGITAL_SILENCE_DBOV);
    this.#silentMs = new Map(silent.map(({ producer: { id } }) => [id, this.silentMs(id) + WINDOW_MS]));
  }
}
