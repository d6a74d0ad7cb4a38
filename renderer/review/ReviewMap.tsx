import { useMemo, type ReactNode } from 'react';
import { DistrictLayer } from '../map/DistrictLayer';
import { MapView } from '../map/MapView';
import { TrackLayer } from '../map/TrackLayer';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { positionAt } from './trackPosition';

/** Where the vehicle drove in the span, and where it was at the moment of the clock. */
export function ReviewMap(): ReactNode {
  const say = useWords(reviewWords);
  const { track, vehicles, vehicleId, span } = useReview();
  const second = useReviewClock(({ at }) => Math.floor(at / 250) * 250);
  const sorted = useMemo(() => [...track].sort((one, other) => one.at - other.at), [track]);
  const place = positionAt(sorted, second);
  const plate = vehicles.find(({ id }) => id === vehicleId)?.plate ?? '';
  return (
    <section className="review-map">
      <MapView label={say('track')}>
        <DistrictLayer />
        <TrackLayer key={`${vehicleId}:${span.from}`} positions={sorted} place={place} label={plate} />
      </MapView>
      <p className="review-place">
        {place === null
          ? say('noTrack')
          : [
              clockTime(second),
              ...(place.speed === null ? [] : [say('speed', { speed: Math.round(place.speed) })]),
            ].join(' · ')}
      </p>
    </section>
  );
}
