import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { Handlers } from '../wire/Caller';
import { GapsTable } from './GapsTable';
import type { Recording } from './Recording';
import { SegmentsTable } from './SegmentsTable';

export interface RecordingHandlersDependencies {
  readonly recording: Recording;
  readonly database: Kysely<Schema>;
}

export function recordingHandlers({ recording, database }: RecordingHandlersDependencies): Handlers<'recording'> {
  return {
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
    'recording:state': () => Promise.resolve(recording.state()),
  };
}
