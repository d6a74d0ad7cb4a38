const WINDOW_MS = 3_600_000;
/** A busy province says some ten thousand bursts an hour; beyond this the oldest go first. */
const MOST_SAMPLES = 20_000;

/** The measurements of the last hour, each in milliseconds, with exact percentiles (nearest rank). */
export class KpiWindow {
  readonly #samples: { readonly at: number; readonly ms: number }[] = [];

  constructor(private readonly clock: () => number) {}

  add(ms: number): void {
    this.#samples.push({ at: this.clock(), ms });
    this.#forget();
  }

  read(): { p50Ms: number | null; p95Ms: number | null; count: number; lastMs: number | null } {
    this.#forget();
    const sorted = this.#samples.map(({ ms }) => ms).sort((one, other) => one - other);
    const rank = (share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
    return { p50Ms: rank(0.5), p95Ms: rank(0.95), count: sorted.length, lastMs: this.#samples.at(-1)?.ms ?? null };
  }

  #forget(): void {
    const since = this.clock() - WINDOW_MS;
    const kept = this.#samples.findIndex(({ at }) => at >= since);
    const gone = kept === -1 ? this.#samples.length : kept;
    this.#samples.splice(0, Math.max(gone, this.#samples.length - MOST_SAMPLES));
  }
}
