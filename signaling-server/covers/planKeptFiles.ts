import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { RequestError, type EvidenceScope } from '@protocol';
import { StillsTable } from '../marks/StillsTable';
import type { PlannedCover, PlannedStill } from '../packager/keptFiles';
import type { Schema } from '../persistence/schema';
import { CoversTable } from './CoversTable';

/** The picture that is shown as a span begins was recorded up to this long before. */
const SHOWN_MS = 1_000;

/** What people kept of recordings, as far as it goes into a package. */
export interface KeptFiles {
  readonly covers: PlannedCover[];
  readonly stills: PlannedStill[];
  /** The recordings from which they were made: their custody goes along. */
  readonly sourceIds: readonly string[];
  /** True for a camera that is only shown covered. */
  readonly isLeftOut: (camera: { readonly vehicleId: string | null; readonly cameraView: string | null }) => boolean;
}

/** Throws where a covered copy that was asked for cannot go into the package. */
export async function checkCovers(
  database: Kysely<Schema>,
  { coverIds = [], tracks, from, to }: EvidenceScope,
  mayExportAt: readonly string[],
): Promise<void> {
  const records = await new CoversTable(database).ofIds(coverIds);
  if (records.length < new Set(coverIds).size) throw new RequestError('not-found', 'there is no such covered copy');
  for (const { placeId, state, vehicleId, cameraView, ...copy } of records) {
    if (!mayExportAt.includes(placeId)) throw new RequestError('forbidden', 'a covered copy is of another place');
    const isOfTracks = tracks.some((track) => track.vehicleId === vehicleId && track.cameraView === cameraView);
    if (state !== 'done' || !isOfTracks || copy.from < from || copy.to > to) {
      throw new RequestError('invalid-input', 'a covered copy is not of this camera and span, or not finished');
    }
  }
}

/** `folder` is the server's own, in which stills and covered copies are kept. */
export async function planKeptFiles(
  database: Kysely<Schema>,
  scope: EvidenceScope,
  { folder, mayExportAt }: { readonly folder: string; readonly mayExportAt: (placeId: string) => boolean },
): Promise<KeptFiles> {
  const { coverIds = [], originalsLeftOut, tracks, from, to } = scope;
  const records = await new CoversTable(database).ofIds(coverIds);
  const covered = new Set(records.map(({ vehicleId, cameraView }) => `${vehicleId}/${cameraView}`));
  const isLeftOut: KeptFiles['isLeftOut'] = ({ vehicleId, cameraView }) =>
    originalsLeftOut !== undefined && covered.has(`${vehicleId}/${cameraView}`);
  const cameras = tracks.filter((track) => track.track === 'camera' && !isLeftOut(track));
  const placeIds = await new StillsTable(database).placesOf(cameras.map(({ vehicleId }) => vehicleId));
  const stills = await new StillsTable(database).within({
    ...{ vehicleIds: [...new Set(cameras.map(({ vehicleId }) => vehicleId))], from: from - SHOWN_MS, to },
    placeIds: placeIds.filter(mayExportAt),
  });
  const wanted = stills.filter((still) =>
    cameras.some((track) => track.vehicleId === still.vehicleId && track.cameraView === still.cameraView),
  );
  const originals = originalsLeftOut === undefined ? 'in' : 'left-out';
  return {
    isLeftOut,
    covers: records.map(
      ({ id, plate, cameraView, from: begin, to: end, regions, parts, reason, authorName, createdAt }) => ({
        ...{ coverId: id, plate, cameraView, from: begin, to: end, regions, parts, reason, originals },
        ...{ madeBy: authorName, madeAt: createdAt, source: join(folder, 'covers', `${id}.mp4`) },
        path: `copies/${nameOf(plate, cameraView, begin)}-遮挡副本-${id.slice(0, 8)}.mp4`,
      }),
    ),
    stills: wanted.map(
      ({ id, plate, cameraView, at, segmentId, sourceBytes, sourceSha256, sha256, reason, authorName }) => ({
        ...{ stillId: id, plate, cameraView, at, segmentId, sourceBytes, sourceSha256, sha256, reason },
        ...{ takenBy: authorName, source: join(folder, 'stills', `${id}.jpg`) },
        path: `stills/${nameOf(plate, cameraView, at)}-留存截图-${id.slice(0, 8)}.jpg`,
      }),
    ),
    sourceIds: [
      ...records.flatMap(({ parts }) => parts.map(({ segmentId }) => segmentId)),
      ...wanted.map(({ segmentId }) => segmentId),
    ],
  };
}

/** `鄂A-3Z071-front-20261122-142640`, China Standard Time. */
function nameOf(plate: string, view: string, at: number): string {
  const iso = new Date(at + 8 * 3_600_000).toISOString();
  const time = `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`;
  return `${plate.replace(/[^\p{L}\p{N}]+/gu, '-')}-${view}-${time}`;
}
