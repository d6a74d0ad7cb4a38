import { z } from 'zod';

const MARGIN_MS = 5 * 60_000;
const moment = z.coerce.number().int().nonnegative();
const linkSchema = z.object({
  at: moment,
  vehicles: z
    .string()
    .min(1)
    .transform((text) => text.split(',')),
  from: moment.optional(),
  to: moment.optional(),
  camera: z.string().nullable().default(null),
});

/** A moment of the record that one person shows another. */
export interface SharedMoment {
  readonly at: number;
  readonly vehicleIds: readonly string[];
  readonly from: number;
  readonly to: number;
  /** The camera that is shown alone, by its track's key; null for all. */
  readonly camera: string | null;
}

/** What follows the page's address to lead there: `#at=1795000000000&vehicles=v-03,v-07`. */
export function momentLink({ at, vehicleIds, from, to, camera }: SharedMoment): string {
  const parts = new URLSearchParams({
    at: String(Math.round(at)),
    vehicles: vehicleIds.join(),
    from: String(Math.round(from)),
    to: String(Math.round(to)),
    ...(camera === null ? {} : { camera }),
  });
  return `#${parts.toString()}`;
}

/** The moment that an address leads to; null where it leads to none. Without a span it opens some minutes around. */
export function momentOfLink(hash: string): SharedMoment | null {
  const parsed = linkSchema.safeParse(Object.fromEntries(new URLSearchParams(hash.replace(/^#/, ''))));
  if (!parsed.success) {
    return null;
  }
  const { at, vehicles, from = at - MARGIN_MS, to = at + MARGIN_MS, camera } = parsed.data;
  return from <= at && at <= to ? { at, vehicleIds: vehicles, from, to, camera } : null;
}
