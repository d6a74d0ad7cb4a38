import { Button } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { useWords } from '../ui/words/languageStore';
import { CameraTile } from './CameraTile';
import { chooseCamera, MOST_SHOWN, showGridPage, useGrid } from './gridStore';
import { trackKeyOf, type TrackRecord } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';

/** Every camera of the open vehicles at the same moment, nine at once, or one alone. */
export function CameraGrid(): ReactNode {
  const say = useWords(reviewWords);
  const { vehicles, span, opening } = useReview();
  const { solo, page } = useGrid();
  const cameras = useCameras();
  const plateOf = (vehicleId: string): string => vehicles.find(({ id }) => id === vehicleId)?.plate ?? vehicleId;
  const alone = cameras.filter(({ key }) => key === solo);
  const shown = alone.length > 0 ? alone : cameras.slice(page * MOST_SHOWN, (page + 1) * MOST_SHOWN);
  const columns = Math.ceil(Math.sqrt(shown.length));
  return (
    <section className="camera-stage">
      {cameras.length > 1 && <CameraChoice cameras={cameras} plateOf={plateOf} />}
      <div className={`camera-grid columns-${columns}`}>
        {(opening || cameras.length === 0) && <p className="review-prompt">{say(opening ? 'loading' : 'empty')}</p>}
        {(opening ? [] : shown).map((record) => (
          <CameraTile key={`${span.from}:${record.key}`} record={record} plate={plateOf(record.vehicleId)} />
        ))}
      </div>
    </section>
  );
}

/** The cameras that are on record, and after those of each vehicle its cameras of which nothing is. */
function useCameras(): readonly TrackRecord[] {
  const { tracks, vehicles, vehicleIds } = useReview();
  return useMemo(
    () =>
      vehicleIds.flatMap((vehicleId) => {
        const recorded = tracks.filter((record) => record.vehicleId === vehicleId && record.track === 'camera');
        const without = (vehicles.find(({ id }) => id === vehicleId)?.cameras ?? [])
          .filter(({ view }) => !recorded.some((record) => record.view === view))
          .map(({ view }): TrackRecord => ({
            key: trackKeyOf(vehicleId, 'camera', view),
            ...{ vehicleId, track: 'camera', view, recorded: [], gaps: [] },
          }));
        return [...recorded, ...without];
      }),
    [tracks, vehicles, vehicleIds],
  );
}

/** One touch shows a camera alone and leaves the clock where it stands. */
function CameraChoice({
  cameras,
  plateOf,
}: {
  cameras: readonly TrackRecord[];
  plateOf: (vehicleId: string) => string;
}): ReactNode {
  const say = useWords(reviewWords);
  const sayPlayback = useWords(playbackWords);
  const sayView = useWords(viewWords);
  const { solo, page } = useGrid();
  const pages = Math.ceil(cameras.length / MOST_SHOWN);
  return (
    <nav className="camera-choice">
      {Array.from({ length: pages }, (_, index) => (
        <Button
          key={index}
          size="small"
          type={solo === null && index === page ? 'primary' : 'text'}
          onClick={() => showGridPage(index)}
        >
          {pages === 1
            ? sayPlayback('everyCamera')
            : sayPlayback('page', {
                from: index * MOST_SHOWN + 1,
                to: Math.min(cameras.length, (index + 1) * MOST_SHOWN),
                all: cameras.length,
              })}
        </Button>
      ))}
      {cameras.map(({ key, vehicleId, view }) => (
        <Button
          key={key}
          size="small"
          type={key === solo ? 'primary' : 'text'}
          aria-pressed={key === solo}
          onClick={() => chooseCamera(key === solo ? null : key)}
        >
          {say('camera', { plate: plateOf(vehicleId), view: view === null ? '' : sayView(view) })}
        </Button>
      ))}
    </nav>
  );
}
