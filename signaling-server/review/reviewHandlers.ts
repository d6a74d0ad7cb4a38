import type { Kysely } from 'kysely';
import { RequestError, type RecordedLane } from '@protocol';
import type { Audit } from '../audit/Audit';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { GapRow } from '../recording/GapsTable';
import { partsDuring } from '../recording/partsDuring';
import type { Handlers, Session } from '../wire/Caller';
import { RecordedLanesTable, type Island } from './RecordedLanesTable';

export interface ReviewHandlersDependencies {
  readonly database: Kysely<Schema>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
  readonly audit: Pick<Audit, 'writeAll'>;
}

/** Rights are those at the place where a recording was made, or where the vehicle was while none was. */
export function reviewHandlers({ database, access, audit }: ReviewHandlersDependencies): Handlers<'review'> {
  const placesOf = (session: Session): readonly string[] => access.everyPlaceWith(session, 'recording.play');
  return {
    'review:lanes': async ({ vehicleIds, from, to }, { session }) => {
      const placeIds = placesOf(session);
      const table = new RecordedLanesTable(database);
      const islands = await table.islands({ vehicleIds, from, to, placeIds });
      const stays = await new VehicleStaysTable(database).within(vehicleIds, from, to);
      const own = stays.filter(({ placeId }) => placeIds.includes(placeId));
      return { lanes: lanesOf(islands, partsDuring(await table.gaps({ vehicleIds, from, to }), own)) };
    },
    'review:segments': async ({ vehicleIds, from, to }, { session }) => ({
      segments: await new RecordedLanesTable(database).segments({ vehicleIds, from, to, placeIds: placesOf(session) }),
    }),
    'review:burstFiles': async ({ burstIds }) => ({
      segments: await new RecordedLanesTable(database).segmentsOfBursts(burstIds),
    }),
    'review:share': async ({ vehicleIds, at, camera, reason }, caller) => {
      const placeIds = placesOf(caller.session);
      const found = await new RecordedLanesTable(database).segments({ vehicleIds, from: at, to: at, placeIds });
      const shown = found.filter(
        ({ vehicleId, cameraView }) =>
          camera === null || (vehicleId === camera.vehicleId && cameraView === camera.view),
      );
      if (shown.length === 0) throw new RequestError('not-found', 'nothing is on record there');
      await audit.writeAll(
        database,
        shown.map(({ id, placeId }) => ({
          ...{ caller, action: 'recording.share', subject: { kind: 'segment', id }, placeId },
          details: { at, ...(reason === '' ? {} : { reason }) },
        })),
      );
      return {};
    },
  };
}

function lanesOf(islands: readonly Island[], gaps: readonly GapRow[]): RecordedLane[] {
  const lanes = new Map<string, RecordedLane>();
  const laneOf = ({ vehicleId, track, cameraView }: Pick<Island, 'vehicleId' | 'track' | 'cameraView'>) => {
    const key = JSON.stringify([vehicleId, track, cameraView]);
    const lane = lanes.get(key) ?? { vehicleId, track, cameraView, recorded: [], gaps: [] };
    lanes.set(key, lane);
    return lane;
  };
  for (const island of islands) {
    const { from, to, open, backfilled, reduced } = island;
    const source = { ...(backfilled ? { backfilled } : {}), ...(reduced ? { reduced } : {}) };
    laneOf(island).recorded.push({ from, to, open, ...source });
  }
  for (const row of gaps) {
    if (row.track !== 'talk')
      laneOf(row).gaps.push({ startedAt: row.startedAt, endedAt: row.endedAt, reason: row.reason });
  }
  return [...lanes.values()];
}
