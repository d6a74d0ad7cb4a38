import { availableParallelism } from 'node:os';
import { stolenPercent } from './stolenTime';

/** The value below which `share` (0 to 1) of the samples lie; null without samples. */
export function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  const sorted = [...samples].sort((one, other) => one - other);
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return Math.round((sorted[Math.max(0, index)] ?? 0) * 10) / 10;
}

/** Says what the bench is doing, with the seconds since it began. */
export function progress(text: string): void {
  console.log(`[${process.uptime().toFixed(1).padStart(5)} s] ${text}`);
}

/** The one line of JSON that ends a bench: figures, and the conditions they were taken under. */
export function publish(name: string, figures: Record<string, number | string | null>): void {
  const seconds = Math.round(process.uptime());
  const conditions = { cores: availableParallelism(), stolenPercent: stolenPercent(), seconds };
  console.log(JSON.stringify({ bench: name, ...figures, ...conditions }));
}
