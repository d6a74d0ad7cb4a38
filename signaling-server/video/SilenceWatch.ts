import type { Logger } from 'pino';
import type { Track } from './Track';
import { beginReception, receive, SILENCE_MS, type Reception } from './silence';

const POLL_MS = 2_000;

export interface SilenceWatchDependencies {
  /** Told when a track falls silent and when it is heard again. */
  onChange: (track: Track, silent: boolean) => void;
  log: Logger;
  clock: () => number;
}

/** A camera whose packets come: since when, and whether a key frame has ever come. */
export interface Flow {
  readonly beganAt: number;
  readonly hasKeyFrame: boolean;
}

interface Watched {
  reception: Reception;
  hasKeyFrame: boolean;
}

/** Asks the media workers every two seconds how many packets each track has received. */
export class SilenceWatch {
  readonly #watched = new Map<Track, Watched>();
  #timer: NodeJS.Timeout | null = null;
  #polling = false;

  private constructor(private readonly dependencies: SilenceWatchDependencies) {}

  static create(dependencies: SilenceWatchDependencies): SilenceWatch {
    const watch = new SilenceWatch(dependencies);
    watch.#timer = setInterval(() => void watch.#poll(), POLL_MS);
    watch.#timer.unref();
    return watch;
  }

  add(track: Track): void {
    const watched = { reception: beginReception(this.dependencies.clock()), hasKeyFrame: track.track !== 'camera' };
    this.#watched.set(track, watched);
    if (!watched.hasKeyFrame) this.#awaitKeyFrame(track, watched);
  }

  remove(track: Track): void {
    this.#watched.delete(track);
  }

  /** The cameras whose packets come now. */
  flowing(): readonly (Flow & { readonly track: Track })[] {
    const at = this.dependencies.clock();
    return [...this.#watched].flatMap(([track, { reception, hasKeyFrame }]) => {
      const { beganAt, grewAt } = reception;
      const flows = track.track === 'camera' && beganAt !== null && at - grewAt < SILENCE_MS;
      return flows ? [{ track, beganAt, hasKeyFrame }] : [];
    });
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#watched.clear();
  }

  /** The trace is switched off after the first key frame, so that it costs nothing from then on. */
  #awaitKeyFrame({ producer }: Track, watched: Watched): void {
    producer.on('trace', ({ type }) => {
      if (type !== 'keyframe' || watched.hasKeyFrame) return;
      watched.hasKeyFrame = true;
      producer.enableTraceEvent([]).catch(() => this.#ended());
    });
    producer.enableTraceEvent(['keyframe']).catch(() => this.#ended());
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    await Promise.all([...this.#watched].map(([track, watched]) => this.#look(track, watched)));
    this.#polling = false;
  }

  async #look(track: Track, watched: Watched): Promise<void> {
    const stats = await track.producer.getStats().catch(() => this.#ended());
    if (!stats || !this.#watched.has(track)) return;
    const packets = stats.reduce((sum, { packetCount }) => sum + packetCount, 0);
    const before = watched.reception;
    watched.reception = receive(before, packets, watched.hasKeyFrame, this.dependencies.clock());
    if (watched.reception.silent === before.silent) return;
    if (watched.reception.silent && packets > before.packets) {
      this.dependencies.log.warn({ track: track.key }, 'packets without a key frame: SPS and PPS must be in band');
    }
    this.dependencies.onChange(track, watched.reception.silent);
  }

  /** A producer that closes while it is asked answers with an error; its closing is told elsewhere. */
  #ended(): null {
    return null;
  }
}
