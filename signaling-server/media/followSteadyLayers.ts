import type { types } from 'mediasoup';
import { SteadyLayers } from './SteadyLayers';

const MOST_TEMPORAL_LAYERS = 2;

/**
 * Has a consumer of a simulcast producer follow its steady sizes, until it is closed. Where the size that it follows has
 * gone, the media server itself takes the next one that comes.
 */
export function followSteadyLayers(producer: types.Producer, consumer: types.Consumer): void {
  const layers = new SteadyLayers(producer.rtpParameters.encodings?.length ?? 1);
  let chosen = layers.highest(performance.now());
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (consumer.closed) return;
    const now = performance.now();
    const highest = layers.highest(now);
    if (highest !== chosen) {
      chosen = highest;
      // A consumer that is closed meanwhile follows nothing any more.
      consumer
        .setPreferredLayers({ spatialLayer: highest, temporalLayer: MOST_TEMPORAL_LAYERS })
        .catch(() => undefined);
    }
    const next = layers.nextLook(now);
    if (next !== null) timer = setTimeout(look, next - now);
  };
  const hear = (scores: readonly types.ProducerScore[]): void => {
    const areComing: boolean[] = [];
    for (const { encodingIdx, score } of scores) areComing[encodingIdx] = score > 0;
    layers.observe(areComing, performance.now());
    look();
  };
  producer.observer.on('score', hear);
  consumer.observer.once('close', () => {
    producer.observer.off('score', hear);
    if (timer) clearTimeout(timer);
  });
  hear(producer.score);
}
