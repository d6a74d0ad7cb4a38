import type { TrackDescription } from './recorderProtocol';

/** `2026-11-21/v-03/camera-front/20261121T134501.123Z-<name>.mp4`, relative to its volume, by UTC; the name ends with the segment's id. */
export function segmentPath(
  track: TrackDescription,
  startedAt: number,
  segmentName: string,
  extension: string,
): string {
  const iso = new Date(startedAt).toISOString();
  const owner = track.vehicleId === null ? 'centre' : track.vehicleId.replace(/[^\p{L}\p{N}-]/gu, '_');
  const name = track.cameraView === null ? track.track : `${track.track}-${track.cameraView}`;
  return `${iso.slice(0, 10)}/${owner}/${name}/${iso.replace(/[-:]/g, '')}-${segmentName}.${extension}`;
}
