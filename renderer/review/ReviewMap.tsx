import type { Position } from '@protocol';
import { useEffect, useMemo, type ReactNode } from 'react';
import { DistrictLayer } from '../map/DistrictLayer';
import { MapView } from '../map/MapView';
import { OutlineLayer } from '../map/OutlineLayer';
import { TrackLayer } from '../map/TrackLayer';
import { useOperations } from '../operations/operationsStore';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { positionAt } from './trackPosition';
import { useTrackShelf, wantTracks } from './trackShelf';
import { useAfterPictures } from './useAfterPictures';

const MOVED_EVERY_MS = 250;
const NOWHERE: readonly Position[] = [];

/** Where the vehicles drove around the moment of the clock, and where they were at it. */
export function ReviewMap(): ReactNode {
  const say = useWords(reviewWords);
  const { vehicles, vehicleIds, span } = useReview();
  // Both are others only where another record has been opened.
  const record = useAfterPictures(useMemo(() => ({ vehicleIds, span }), [vehicleIds, span]));
  const { tracks } = useTrackShelf();
  const operation = useOperations(({ open }) => open?.operation ?? null);
  const outlines = useMemo(() => {
    const { id = '', name = '', area = null } = operation ?? {};
    return area === null ? [] : [{ id, points: area, label: name, look: 'area' as const }];
  }, [operation]);
  const moment = useReviewClock(({ at }) => Math.floor(at / MOVED_EVERY_MS) * MOVED_EVERY_MS);
  useEffect(() => {
    if (record !== null) {
      void wantTracks(record.vehicleIds, moment);
    }
  }, [record, moment]);
  if (record === null) {
    return <section className="review-map" />;
  }
  const places = record.vehicleIds.map((id) => positionAt(tracks.get(id) ?? NOWHERE, moment));
  const only = places.length === 1 ? places[0] : null;
  return (
    <section className="review-map">
      <MapView label={say('track')}>
        <DistrictLayer />
        <OutlineLayer outlines={outlines} />
        {record.vehicleIds.map((id, index) => (
          <TrackLayer
            key={`${id}:${record.span.from}`}
            id={id}
            positions={tracks.get(id) ?? NOWHERE}
            place={places[index] ?? null}
            label={vehicles.find((vehicle) => vehicle.id === id)?.plate ?? id}
          />
        ))}
      </MapView>
      <p className="review-place">
        {places.every((place) => place === null)
          ? say('noTrack')
          : [
              clockTime(moment),
              ...(only && only.speed !== null ? [say('speed', { speed: Math.round(only.speed) })] : []),
            ].join(' · ')}
      </p>
    </section>
  );
}
