import type { CameraView, Publication } from '@protocol';
import type { Source } from '../media/MediaClient';

/** One camera or the evidence sound of one vehicle, as it is published now. */
export interface Track extends Source {
  /** `vehicle:camera:view` or `vehicle:evidence-sound`. */
  readonly key: string;
  readonly vehicleId: string;
  readonly track: Publication['track'];
  readonly view: CameraView | null;
  readonly connectionId: string;
  readonly publishedAt: number;
}

export function trackKey(vehicleId: string, publication: Publication): string {
  return publication.track === 'camera' ? `${vehicleId}:camera:${publication.view}` : `${vehicleId}:evidence-sound`;
}
