import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { Handlers } from '../wire/Caller';
import { CoverageTable } from './CoverageTable';
import { GapsTable } from './GapsTable';
import type { OpenedStorage } from './openStorage';
import type { Recording } from './Recording';
import { SegmentsTable } from './SegmentsTable';

export interface RecordingHandlersDependencies {
  readonly recording: Recording;
  readonly storage: Pick<OpenedStorage, 'handlers'>;
  readonly database: Kysely<Schema>;
  readonly clock: () => number;
}

export function recordingHandlers({
  recording,
  storage,
  database,
  clock,
}: RecordingHandlersDependencies): Handlers<'recording'> {
  return {
    ...storage.handlers,
    'recording:segments': async ({ vehicleId, from, to }) => {
      const segments = await new SegmentsTable(database).ofVehicle(vehicleId, from, to);
      const gaps = await new GapsTable(database).ofVehicle(vehicleId, from, to);
      return {
        segments,
        gaps: gaps.map(({ track, cameraView, startedAt, endedAt, reason }) => ({
          track,
          cameraView,
          gap: { startedAt, endedAt, reason },
        })),
      };
    },
    'recording:coverage': async ({ vehicleId, from, to }) => ({
      tracks: await new CoverageTable(database).ofVehicle(vehicleId, from, to, clock()),
    }),
    'recording:state': () => Promise.resolve(recording.state()),
  };
}
