import type { Kysely } from 'kysely';
import type { ParsedInput, RequestOutput } from '@protocol';
import type { Schema } from '../persistence/schema';
import { custodyEntries } from './custodyEntries';
import { CustodyTable } from './CustodyTable';
import { PackageSourcesTable } from './PackageSourcesTable';
import { RecordSealsTable } from './RecordSealsTable';

export interface CustodyView {
  /** Where the one who asks may look at custody. */
  readonly placeIds: readonly string[];
  /** Of a place, as people call it. */
  readonly nameOf: (placeId: string) => string | null;
}

/**
 * Who had what a vehicle recorded in a span in hand. Of what was recorded at other places than the given ones nothing is
 * told: a recording keeps the place at which it was made.
 */
export async function custodyOf(
  database: Kysely<Schema>,
  { vehicleId, from, to }: ParsedInput<'evidence:custody'>,
  { placeIds, nameOf }: CustodyView,
): Promise<RequestOutput<'evidence:custody'>> {
  const rows = (await new PackageSourcesTable(database).ofVehicle(vehicleId, from, to)).filter(({ placeId }) =>
    placeIds.includes(placeId),
  );
  const segments = new Map(rows.map((row) => [row.id, row]));
  const custody = new CustodyTable(database);
  const { rows: about, originals } = await custody.aboutRecordings([...segments.keys()]);
  for (const [original, copy] of originals) {
    const row = segments.get(copy);
    if (row) segments.set(original, row);
  }
  const packageIds = new Set(about.flatMap(({ row }) => row.details['package'] ?? []).map(String));
  const ofPackages = (await custody.about({ kind: 'package', ids: [...packageIds] })).filter(
    ({ row }) => row.action !== 'evidence.export',
  );
  const closed = rows.filter(({ state }) => state !== 'open').map(({ id }) => id);
  const sealed = await new RecordSealsTable(database).ofSubjects(closed);
  return {
    entries: custodyEntries([...about, ...ofPackages], segments, nameOf),
    recordedSegments: rows.length,
    sealedSegments: new Set(sealed.map(({ subjectId }) => subjectId)).size,
  };
}
