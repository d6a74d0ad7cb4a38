import type { Kysely } from 'kysely';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers } from '../wire/Caller';
import { GapsTable } from './GapsTable';
import { RecordedBurstsTable } from './RecordedBurstsTable';
import type { Recording } from './Recording';
import { SegmentsTable } from './SegmentsTable';

export interface RecordingHandlersDependencies {
  readonly recording: Recording;
  readonly database: Kysely<Schema>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function recordingHandlers({
  recording,
  database,
  access,
}: RecordingHandlersDependencies): Handlers<'recording'> {
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
    'recording:bursts': async ({ from, to }, { session }) => {
      const places = access.everyPlaceWith(session, 'recording.play');
      const bursts = await new RecordedBurstsTable(database).within(places, from, to);
      const segments = await new SegmentsTable(database).ofBursts(bursts.map(({ id }) => id));
      return {
        bursts: bursts.map((burst) => ({
          ...burst,
          segmentIds: segments.filter(({ burstId }) => burstId === burst.id).map(({ id }) => id),
        })),
      };
    },
    'recording:state': () => Promise.resolve(recording.state()),
  };
}
