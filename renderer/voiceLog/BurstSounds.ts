const KEPT_SOUNDS = 60;

/**
 * The sound of recorded bursts, fetched and decoded once. A burst is at most as long as the talk limit, so that a few
 * dozen of them are some megabytes.
 */
export class BurstSounds<Sound> {
  /** In the order of their last use. */
  private readonly kept = new Map<string, Promise<Sound>>();

  /** `load` rejects where there is no sound; such a burst is asked for anew the next time. */
  constructor(private readonly load: (burstId: string) => Promise<Sound>) {}

  of(burstId: string): Promise<Sound> {
    const known = this.kept.get(burstId);
    const sound = known ?? this.load(burstId);
    this.kept.delete(burstId);
    this.kept.set(burstId, sound);
    if (known === undefined) {
      sound.catch(() => {
        if (this.kept.get(burstId) === sound) this.kept.delete(burstId);
      });
      const [oldest] = this.kept.keys();
      if (this.kept.size > KEPT_SOUNDS && oldest !== undefined) this.kept.delete(oldest);
    }
    return sound;
  }
}
