import { createStore, type StoreApi } from 'zustand/vanilla';

/** One decoded sound. */
export interface RunSound {
  /** Seconds. */
  readonly duration: number;
}

/** Where a run is heard. Times are seconds on its own clock. */
export interface RunOutput<Sound extends RunSound> {
  now(): number;
  /** Plays a sound at a moment, exactly; the answer stops it. `ended` is called when it has run out. */
  play(sound: Sound, at: number, ended: () => void): () => void;
}

export interface RunState {
  /** What is heard; null while nothing is. */
  readonly burstId: string | null;
  readonly phase: 'silent' | 'loading' | 'playing';
  /** How many of the run are still to come after this one. */
  readonly left: number;
  /** Bursts of the last run of which there is no sound: they were passed over. */
  readonly missing: readonly string[];
}

const silent: RunState = { burstId: null, phase: 'silent', left: 0, missing: [] };

/** Plays recorded bursts one after the other with no pause between: while one is heard, the next is set to its end. */
export class BurstRun<Sound extends RunSound> {
  readonly state: StoreApi<RunState> = createStore<RunState>(() => silent);
  private run = 0;
  private readonly stopSounds = new Set<() => void>();
  private startedAt = 0;

  constructor(
    private readonly soundOf: (burstId: string) => Promise<Sound>,
    private readonly output: RunOutput<Sound>,
  ) {}

  /** Ends what is heard and plays these, in this order. Resolves when the last has been heard or the run was ended. */
  async play(burstIds: readonly string[]): Promise<void> {
    this.stop();
    const own = this.run;
    this.state.setState({ missing: [] });
    let endOfLast = 0;
    let heard = Promise.resolve();
    for (const [index, burstId] of burstIds.entries()) {
      if (index === 0) this.state.setState({ burstId, phase: 'loading', left: burstIds.length - 1 });
      const sound = await this.soundOf(burstId).catch(() => null);
      if (own !== this.run) return;
      if (sound === null) {
        this.state.setState(({ missing }) => ({ missing: [...missing, burstId] }));
        continue;
      }
      const at = Math.max(this.output.now(), endOfLast);
      endOfLast = at + sound.duration;
      const ended = new Promise<void>((resolve) => this.stopSounds.add(this.output.play(sound, at, resolve)));
      await heard;
      if (own !== this.run) return;
      heard = ended;
      this.startedAt = at;
      this.state.setState({ burstId, phase: 'playing', left: burstIds.length - 1 - index });
    }
    await heard;
    if (own === this.run) this.stop();
  }

  /** Seconds into the burst that is heard. */
  get position(): number {
    return Math.max(0, this.output.now() - this.startedAt);
  }

  stop(): void {
    this.run += 1;
    for (const stopSound of this.stopSounds) stopSound();
    this.stopSounds.clear();
    this.state.setState({ burstId: null, phase: 'silent', left: 0 });
  }
}
