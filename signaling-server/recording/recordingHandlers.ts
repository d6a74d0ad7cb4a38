import type { Kysely } from 'kysely';
import { RequestError, type CoverageOfTrack } from '@protocol';
import { VehicleStaysTable, type VehicleStay } from '../fleet/VehicleStaysTable';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers, Session } from '../wire/Caller';
import { CoverageTable } from './CoverageTable';
import { GapsTable } from './GapsTable';
import type { OpenedStorage } from './openStorage';
import { partsDuring } from './partsDuring';
import type { Recording } from './Recording';
import { SegmentsTable } from './SegmentsTable';

export interface RecordingHandlersDependencies {
  readonly recording: Pick<Recording, 'state'>;
  readonly storage: Pick<OpenedStorage, 'handlers'>;
  readonly database: Kysely<Schema>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
  readonly clock: () => number;
}

interface VehicleSpan {
  readonly vehicleId: string;
  readonly from: number;
  readonly to: number;
}

/** Rights are those at the place that was valid when something was recorded, or should have been. */
export function recordingHandlers({
  recording,
  storage,
  database,
  access,
  clock,
}: RecordingHandlersDependencies): Handlers<'recording'> {
  const placesOf = (session: Session): readonly string[] => access.everyPlaceWith(session, 'recording.play');

  /** Those at places where the session may play recordings. Throws `not-found` for a vehicle that never was. */
  async function staysFor(session: Session, { vehicleId, from, to }: VehicleSpan): Promise<readonly VehicleStay[]> {
    const stays = await new VehicleStaysTable(database).within([vehicleId], from, to);
    if (stays.length === 0) throw new RequestError('not-found', 'there is no such vehicle');
    const placeIds = placesOf(session);
    return stays.filter(({ placeId }) => placeIds.includes(placeId));
  }

  return {
    ...storage.handlers,
    'recording:segments': async (span, { session }) => {
      const { vehicleId, from, to } = span;
      const stays = await staysFor(session, span);
      const segments = await new SegmentsTable(database).ofVehicleAt(vehicleId, placesOf(session), from, to);
      refuseNothing(stays.length + segments.length);
      const gaps = partsDuring(await new GapsTable(database).ofVehicle(vehicleId, from, to), stays);
      return {
        segments,
        gaps: gaps.map(({ track, cameraView, startedAt, endedAt, reason }) => ({
          track,
          cameraView,
          gap: { startedAt, endedAt, reason },
        })),
      };
    },
    'recording:coverage': async (span, { session }) => {
      const stays = await staysFor(session, span);
      refuseNothing(stays.length);
      const table = new CoverageTable(database);
      const parts = await Promise.all(
        stays.map((stay) => {
          const [from, to] = [Math.max(span.from, stay.from), Math.min(span.to, stay.to ?? span.to)];
          return table.ofVehicle(span.vehicleId, from, to, clock());
        }),
      );
      return { tracks: joined(parts.flat()) };
    },
    'recording:state': () => Promise.resolve(recording.state()),
  };
}

function refuseNothing(found: number): void {
  if (found === 0) throw new RequestError('forbidden', 'it was at no place where the caller may play recordings');
}

/** Each track once, with the stretches of all its parts. */
function joined(parts: readonly CoverageOfTrack[]): CoverageOfTrack[] {
  const tracks = new Map<string, CoverageOfTrack>();
  for (const { track, cameraView, stretches } of parts) {
    const key = JSON.stringify([track, cameraView]);
    const before = tracks.get(key)?.stretches ?? [];
    tracks.set(key, { track, cameraView, stretches: [...before, ...stretches] });
  }
  return [...tracks.values()];
}
