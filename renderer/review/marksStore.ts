import type { Mark } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';
import { useReview } from './reviewStore';

/** What people set apart in the open record, oldest first. */
export const useMarks = create<{ readonly marks: readonly Mark[] }>(() => ({ marks: [] }));

export async function loadMarks(): Promise<void> {
  const { vehicleIds, span } = useReview.getState();
  if (vehicleIds.length === 0) return;
  const { marks } = await request('marks:list', { vehicleIds: [...vehicleIds], ...span });
  useMarks.setState({ marks });
}

/** Sets a moment or a stretch of every open camera apart; throws where the server refuses. */
export async function addMark(from: number, to: number, text: string): Promise<void> {
  const cameras = useReview
    .getState()
    .tracks.flatMap(({ vehicleId, track, view }) => (track === 'camera' && view !== null ? [{ vehicleId, view }] : []));
  await request('marks:add', {
    clientKey: crypto.randomUUID(),
    ...{ from: Math.round(from), to: Math.round(to), cameras: cameras.slice(0, 16), text },
  });
  await loadMarks();
}

export async function removeMark(markId: string): Promise<void> {
  await request('marks:remove', { markId });
  await loadMarks();
}
