import type { Kysely } from 'kysely';
import { RequestError, type ClockSeries } from '@protocol';
import { permittedStays } from '../fleet/permittedStays';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers, Session } from '../wire/Caller';
import { ClockReadingsTable, type TrackReading } from './ClockReadingsTable';
import { CoverageTable } from './CoverageTable';
import { GapsTable } from './GapsTable';
import { joinedCoverage } from './joinedCoverage';
import { ledgerVehicles } from './ledgerVehicles';
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

/** Rights are those at the place that was valid when something was recorded, or should have been. */
export function recordingHandlers({
  recording,
  storage,
  database,
  access,
  clock,
}: RecordingHandlersDependencies): Handlers<'recording'> {
  const placesOf = (session: Session): readonly string[] => access.everyPlaceWith(session, 'recording.play');

  const staysFor = (session: Session, span: { vehicleId: string; from: number; to: number }) =>
    permittedStays({ database, access }, { session, permission: 'recording.play', ...span });

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
    'recording:vehicles': async ({ from, to }, { session }) => {
      const stays = await new VehicleStaysTable(database).atPlaces(placesOf(session), from, to);
      return { vehicles: ledgerVehicles(stays, { from, to }) };
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
      return { tracks: joinedCoverage(parts.flat()) };
    },
    'recording:clocks': async (span, { session }) => {
      const stays = await staysFor(session, span);
      refuseNothing(stays.length);
      const table = new ClockReadingsTable(database);
      const parts = await Promise.all(
        stays.map(({ from, to }) =>
          table.ofVehicle(span.vehicleId, Math.max(span.from, from), Math.min(span.to, (to ?? Infinity) - 1)),
        ),
      );
      return { series: clockSeriesOf(parts.flat()) };
    },
    'recording:state': () => Promise.resolve(recording.state()),
  };
}

function refuseNothing(found: number): void {
  if (found === 0) throw new RequestError('forbidden', 'it was at no place where the caller may play recordings');
}

/** Readings of one sender are a series; oldest first as they come. */
function clockSeriesOf(readings: readonly TrackReading[]): ClockSeries[] {
  const series = new Map<string, ClockSeries>();
  for (const { track, cameraView, source, ...reading } of readings) {
    const key = JSON.stringify([track, cameraView, source]);
    const known = series.get(key) ?? { track, cameraView, source, readings: [] };
    series.set(key, known);
    known.readings.push(reading);
  }
  return [...series.values()];
}
