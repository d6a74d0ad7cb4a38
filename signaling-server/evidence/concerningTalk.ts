import type { Kysely, Selectable } from 'kysely';
import type { ExportCategory } from '@protocol';
import type { Schema } from '../persistence/schema';
import { PackageSourcesTable, type RecordedSegment } from './PackageSourcesTable';
import { inEachPart, type VehiclePart } from './permittedParts';

type Burst = Selectable<Schema['bursts']>;

/** Bursts with their files, and which of these whoever asked may be given. */
export interface ConcerningTalk {
  readonly bursts: readonly Burst[];
  readonly given: readonly RecordedSegment[];
  /** Spoken in groups of places of which he may not export: a package names them, and they stay where they are. */
  readonly refused: readonly RecordedSegment[];
}

/**
 * The talk that concerns vehicles within some times: what they said, and what was said in any group while they were to
 * hear it, such as that of their district or of the city. Oldest first, each burst once.
 */
export async function concerningTalk(
  database: Kysely<Schema>,
  parts: readonly VehiclePart[],
  mayHave: (placeId: string, category: ExportCategory) => boolean,
): Promise<ConcerningTalk> {
  const sources = new PackageSourcesTable(database);
  const found = await inEachPart(parts, (part) => sources.bursts([part.vehicleId], part.from, part.to));
  const byId = new Map(found.map((burst) => [burst.id, burst]));
  const bursts = [...byId.values()].sort((one, other) => one.startedAt - other.startedAt);
  const segments = await sources.talkSegments(bursts);
  const isGiven = ({ burstId, placeId }: RecordedSegment): boolean =>
    mayHave(placeId, categoryOf(byId.get(burstId ?? '')));
  return { bursts, given: segments.filter(isGiven), refused: segments.filter((segment) => !isGiven(segment)) };
}

/** What was said about an alarm, or over everybody else for the sake of one, belongs to it. */
function categoryOf(burst: Burst | undefined): ExportCategory {
  return burst !== undefined && (burst.emergency || burst.alarmId !== null) ? 'alarm' : 'routine';
}
