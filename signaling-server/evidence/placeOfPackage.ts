import type { Kysely } from 'kysely';
import { RequestError, type EvidenceScope, type ExportCategory } from '@protocol';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import { concerningTalk } from './concerningTalk';
import type { ExportRight } from './ExportRights';
import { PackageSourcesTable, type RecordedSegment } from './PackageSourcesTable';
import { permittedParts } from './permittedParts';

export interface PlaceDependencies {
  readonly database: Kysely<Schema>;
  readonly places: Pick<Places, 'lowestAbove' | 'lineage' | 'everyPlaceUnder'>;
}

export interface PackagePlace {
  /** The lowest place above everything it holds: who may see it holds the right there. */
  readonly placeId: string;
  /** The highest place above that at which the one who asked holds the right. */
  readonly rightPlaceId: string;
  /** Files of the talk that he may be given with what the vehicles recorded. */
  readonly talk: readonly RecordedSegment[];
}

/**
 * Where a package belongs. What was recorded by the vehicles must all be for the caller to export, else it is
 * `forbidden`; of the talk that they took part in he gets what he may, and the package belongs above that, too.
 */
export async function placeOfPackage(
  { database, places }: PlaceDependencies,
  scope: EvidenceScope,
  rows: readonly RecordedSegment[],
  right: ExportRight,
): Promise<PackagePlace> {
  const sources = new PackageSourcesTable(database);
  const besideAlarms = await sources.besideAlarms(rows.map(({ id }) => id));
  const covered = rows.every(({ id, placeId }) => right.covers(placeId, besideAlarms.has(id) ? 'alarm' : 'routine'));
  const vehicleIds = [...new Set(scope.tracks.map(({ vehicleId }) => vehicleId))];
  // Of what was never recorded there is no place but the vehicle's own.
  const recorded = rows.length > 0 ? rows : await sources.vehicles(vehicleIds);
  const placeIds = [...new Set(recorded.map(({ placeId }) => placeId))];
  let placeId = places.lowestAbove(placeIds);
  if (placeId === null || !covered || ![...placeIds, placeId].every((one) => right.placeIds.includes(one))) {
    throw new RequestError('forbidden', 'a part of it is not for the caller to export');
  }
  for (;;) {
    const own: string = placeId;
    const under = places.everyPlaceUnder(own);
    const question = { vehicleIds, from: scope.from, to: scope.to, mayExportAt: (at: string) => under.includes(at) };
    const { given } = await concerningTalk(
      database,
      await permittedParts(database, question),
      (at: string, category: ExportCategory) =>
        right.covers(at, category) && right.placeIds.includes(places.lowestAbove([own, at]) ?? ''),
    );
    placeId = places.lowestAbove([own, ...given.map((segment) => segment.placeId)]) ?? own;
    if (placeId === own) return { placeId, rightPlaceId: highestOf(places.lineage(own), right), talk: given };
    // Under a place further up the vehicles may have heard more.
  }
}

function highestOf(lineage: readonly string[], { placeIds }: ExportRight): string {
  return lineage.findLast((above) => placeIds.includes(above)) ?? lineage[0] ?? '';
}
