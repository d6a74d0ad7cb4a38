import type { Segment } from '@protocol';

/** A segment of ten seconds as a listing has it. */
export function segmentAt(startedAt: number, differences: Partial<Segment> = {}): Segment {
  return {
    ...{ id: `at ${startedAt}`, vehicleId: 'car', track: 'camera', cameraView: 'front', source: 'live' },
    ...{ startedAt, endedAt: startedAt + 10_000, state: 'closed', mimeType: 'video/webm', bytes: 1_000 },
    ...differences,
  };
}
