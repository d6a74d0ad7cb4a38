import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { ExportRight } from '../evidence/ExportRights';
import { PackageSourcesTable } from '../evidence/PackageSourcesTable';
import type { Schema } from '../persistence/schema';

/** `forbidden` where a recording, or what was made of it, is not for a person to hand out: by its place and what it is kept for. */
export async function mayHandOut(
  database: Kysely<Schema>,
  rows: readonly { readonly id: string; readonly placeId: string }[],
  right: ExportRight,
): Promise<void> {
  const besideAlarms = await new PackageSourcesTable(database).besideAlarms(rows.map(({ id }) => id));
  const isCovered = rows.every(({ id, placeId }) => right.covers(placeId, besideAlarms.has(id) ? 'alarm' : 'routine'));
  if (!isCovered) throw new RequestError('forbidden', 'a part of it is not for the caller to export');
}
