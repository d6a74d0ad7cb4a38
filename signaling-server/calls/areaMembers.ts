import type { Polygon, Vehicle } from '@protocol';
import { metresOutside } from './metresOutside';

/** A vehicle leaves once it is so far outside: less than that may be the error of its receiver. */
export const LEAVE_AFTER_M = 40;
/** An older fix says nothing of where the vehicle is now. */
export const OLDEST_FIX_MS = 60_000;
/** A fix that is less sure of itself than this is no reason to join or to leave. */
export const WORST_ACCURACY_M = 100;

export type AreaCandidate = Pick<Vehicle, 'id' | 'position'>;

/**
 * Who is in an area now, in the order of `candidates`: those inside its outline, and of those who were in it also who
 * is just outside, or whose newest fix is too old (by the device's clock, in milliseconds) or too vague to tell.
 * Whoever is no candidate is out.
 */
export function areaMembers(
  before: ReadonlySet<string>,
  candidates: readonly AreaCandidate[],
  area: Polygon,
  now: number,
): string[] {
  return candidates
    .filter(({ id, position }) => {
      if (!position || Math.abs(now - position.at) > OLDEST_FIX_MS) return before.has(id);
      if ((position.accuracy ?? 0) > WORST_ACCURACY_M) return before.has(id);
      const metres = metresOutside(area, position);
      return metres === 0 || (metres <= LEAVE_AFTER_M && before.has(id));
    })
    .map(({ id }) => id);
}
