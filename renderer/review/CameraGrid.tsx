import { useMemo, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { CameraTile } from './CameraTile';
import type { TrackRecord } from './playbackPlan';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';

/** Every camera of the vehicle at the same moment. */
export function CameraGrid({ tracks }: { tracks: readonly TrackRecord[] }): ReactNode {
  const say = useWords(reviewWords);
  const { vehicleId, vehicles, span } = useReview();
  const vehicle = vehicles.find(({ id }) => id === vehicleId);
  const cameras = useMemo(() => {
    const recorded = tracks.filter(({ track }) => track === 'camera');
    const without = (vehicle?.cameras ?? [])
      .filter(({ view }) => !recorded.some((record) => record.view === view))
      .map(({ view }): TrackRecord => ({ key: `camera:${view}`, track: 'camera', view, segments: [], gaps: [] }));
    return [...recorded, ...without];
  }, [tracks, vehicle]);
  const columns = cameras.length <= 1 ? 1 : 2;
  return (
    <section className={`camera-grid columns-${columns}`}>
      {cameras.length === 0 && <p className="review-prompt">{say('empty')}</p>}
      {cameras.map((record) => (
        <CameraTile key={`${vehicleId}:${span.from}:${record.key}`} record={record} plate={vehicle?.plate ?? ''} />
      ))}
    </section>
  );
}
