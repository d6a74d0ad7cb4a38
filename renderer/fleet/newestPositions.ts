import type { Position } from '@protocol';

export interface Move {
  readonly vehicleId: string;
  readonly position: Position;
}

/** The fix with the higher number or the later time wins: a resend or a slow snapshot moves nothing backwards. */
export function newestPositions(
  before: ReadonlyMap<string, Position>,
  moves: readonly Move[],
): ReadonlyMap<string, Position> {
  const newer = moves.filter(({ vehicleId, position }) => {
    const known = before.get(vehicleId);
    return known === undefined || position.number > known.number || position.at > known.at;
  });
  if (newer.length === 0) return before;
  const after = new Map(before);
  for (const { vehicleId, position } of newer) after.set(vehicleId, position);
  return after;
}
