import type { Mark, Still } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';
import { useGrid } from './gridStore';
import type { TrackRecord } from './playbackPlan';
import { useReview } from './reviewStore';

interface Kept {
  readonly marks: readonly Mark[];
  readonly stills: readonly Still[];
}

/** What people set apart in the open record, oldest first. */
export const useMarks = create<Kept>(() => ({ marks: [], stills: [] }));

export async function loadMarks(): Promise<void> {
  const { vehicleIds, span } = useReview.getState();
  if (vehicleIds.length === 0) return;
  const wanted = { vehicleIds: [...vehicleIds], ...span };
  const [{ marks }, { stills }] = await Promise.all([request('marks:list', wanted), request('marks:stills', wanted)]);
  useMarks.setState({ marks, stills });
}

/** The cameras of the open record: the one that is shown alone, else all. */
export function chosenCameras(): readonly TrackRecord[] {
  const { solo } = useGrid.getState();
  const cameras = useReview.getState().tracks.filter(({ track }) => track === 'camera');
  const alone = cameras.filter(({ key }) => key === solo);
  return alone.length > 0 ? alone : cameras;
}

export interface NewMark {
  readonly from: number;
  /** The same as `from` for a mark at a moment. */
  readonly to: number;
  /** By their tracks' keys. */
  readonly cameras: readonly string[];
  readonly name: string;
  readonly text: string;
}

/** Sets a moment or a stretch of some cameras apart; throws where the server refuses. */
export async function addMark({ from, to, cameras, name, text }: NewMark): Promise<void> {
  const marked = useReview
    .getState()
    .tracks.flatMap(({ key, vehicleId, view }) =>
      cameras.includes(key) && view !== null ? [{ vehicleId, view }] : [],
    );
  await request('marks:add', {
    clientKey: crypto.randomUUID(),
    ...{ from: Math.round(from), to: Math.round(to), cameras: marked.slice(0, 16), name, text },
  });
  await loadMarks();
}

export async function removeMark(markId: string): Promise<void> {
  await request('marks:remove', { markId });
  await loadMarks();
}

/** Keeps what each of some cameras shows at a moment; answers how many of them had a picture then. */
export async function takeStills(keys: readonly string[], at: number, reason: string): Promise<number> {
  const { shelf } = useReview.getState();
  const segments = keys.flatMap((key) => shelf.finderOf(key).at(at) ?? []);
  for (const { id } of segments) {
    await request('marks:takeStill', {
      ...{ clientKey: crypto.randomUUID(), segmentId: id, at: Math.round(at), reason },
    });
  }
  await loadMarks();
  return segments.length;
}
