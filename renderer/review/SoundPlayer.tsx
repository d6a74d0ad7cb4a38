import { useRef, type ReactNode } from 'react';
import type { TrackRecord } from './playbackPlan';
import { useReview } from './reviewStore';
import { useSound } from './soundStore';
import { useSegmentPlayer } from './useSegmentPlayer';

/** Plays the vehicle's evidence sound in step with the pictures while it is wanted. */
export function SoundPlayer({ tracks }: { tracks: readonly TrackRecord[] }): ReactNode {
  const { audible } = useSound();
  const { vehicleId, span } = useReview();
  const record = tracks.find(({ track }) => track === 'evidence-sound');
  return audible && record ? <PlayedSound key={`${vehicleId}:${span.from}`} record={record} /> : null;
}

function PlayedSound({ record }: { record: TrackRecord }): ReactNode {
  const element = useRef<HTMLAudioElement>(null);
  useSegmentPlayer(record, element);
  return <audio ref={element} data-track="evidence-sound" />;
}
