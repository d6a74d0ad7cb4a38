import type { CoveredCopy } from '@protocol';
import { create } from 'zustand';
import { on, request } from '../wire/pageConnection';
import { useReview } from './reviewStore';

/** The covered copies of the open record, oldest first. */
export const useCovers = create<{ readonly copies: readonly CoveredCopy[] }>(() => ({ copies: [] }));

/** Loads the copies of the open record and follows what becomes of them, until the answer is called. */
export function followCovers(): () => void {
  const stop = on('covers:changed', (changed) => take([changed]));
  void load().catch(() => undefined);
  return stop;
}

async function load(): Promise<void> {
  const { vehicleIds, span } = useReview.getState();
  useCovers.setState({ copies: [] });
  if (vehicleIds.length === 0) return;
  take((await request('covers:list', { vehicleIds: [...vehicleIds], ...span })).copies);
}

/** The newer revision wins; what belongs to another record is nothing here. */
function take(changed: readonly CoveredCopy[]): void {
  const { vehicleIds, span } = useReview.getState();
  useCovers.setState(({ copies }) => {
    const known = new Map(copies.map((copy) => [copy.id, copy]));
    for (const copy of changed) {
      const isHere = vehicleIds.includes(copy.vehicleId) && copy.from <= span.to && copy.to >= span.from;
      if (isHere && (known.get(copy.id)?.revision ?? 0) < copy.revision) known.set(copy.id, copy);
    }
    return { copies: [...known.values()].sort((one, other) => one.createdAt - other.createdAt) };
  });
}
