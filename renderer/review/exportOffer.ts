import type { ExportOffer } from '../evidence/ExportDialog';
import type { Span, TrackRecord } from './playbackPlan';
import type { ReviewedVehicle } from './reviewStore';

interface Open {
  readonly tracks: readonly TrackRecord[];
  readonly vehicles: readonly ReviewedVehicle[];
  readonly span: Span;
  /** The camera that is shown alone, by its track's key; null where all are. */
  readonly solo: string | null;
}

/** What is open, as it can be exported: the camera that is shown alone, else all; talk goes with the vehicles by itself. */
export function exportOffer({ tracks, vehicles, span, solo }: Open): ExportOffer {
  const plates = new Map(vehicles.map(({ id, plate }) => [id, plate]));
  const alone = tracks.find(({ key, track }) => key === solo && track === 'camera');
  const wanted = alone
    ? tracks.filter(({ key, vehicleId, track }) =>
        track === 'camera' ? key === alone.key : vehicleId === alone.vehicleId,
      )
    : tracks;
  return {
    ...span,
    tracks: wanted.flatMap(({ vehicleId, track, view }) =>
      track === 'talk' ? [] : { vehicleId, track, cameraView: view, plate: plates.get(vehicleId) ?? vehicleId },
    ),
  };
}
