import type { Kysely } from 'kysely';
import { exportCategory, usualExportLevels, type ExportCategory, type Place, type PlaceExportLevels } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { ExportLevelsTable } from './ExportLevelsTable';

type Level = Place['kind'];
type Rules = ReadonlyMap<string, Level>;

/** From the strictest on: the root of the organisation, its districts, their teams. */
const strictestFirst: readonly Level[] = ['city', 'district', 'team'];

export interface ExportLevelsDependencies {
  readonly database: Kysely<Schema>;
  readonly places: Pick<Places, 'all' | 'lineage'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly clock: () => number;
}

/**
 * How high in the organisation the right to export must be held. A rule holds for its place and all under it, so that
 * of several the strictest counts: a district cannot give away what the city keeps to itself.
 */
export class ExportLevels {
  private constructor(
    private readonly dependencies: ExportLevelsDependencies,
    private rules: Rules,
  ) {}

  static async create(dependencies: ExportLevelsDependencies): Promise<ExportLevels> {
    return new ExportLevels(dependencies, await rulesOf(dependencies.database));
  }

  /** What holds for a recording made at a place. */
  levelOf(placeId: string, category: ExportCategory): Level {
    const rules = this.dependencies.places
      .lineage(placeId)
      .flatMap((above) => this.rules.get(keyOf(above, category)) ?? []);
    return strictestFirst.find((level) => rules.includes(level)) ?? usualExportLevels[category];
  }

  /** Of the city and its districts, as far as they are among the given places. */
  report(placeIds: readonly string[]): PlaceExportLevels[] {
    return this.dependencies.places
      .all()
      .filter(({ id, kind }) => kind !== 'team' && placeIds.includes(id))
      .map(({ id, name, parentId }) => ({
        ...{ placeId: id, name, parentId },
        own: ofEach((category) => this.rules.get(keyOf(id, category)) ?? null),
        inForce: ofEach((category) => this.levelOf(id, category)),
      }));
  }

  /** `level` null takes the place's own rule away. */
  async save(
    caller: SignedInCaller,
    { placeId, category, level }: { placeId: string; category: ExportCategory; level: Level | null },
  ): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const details = { category, level: level ?? 'none', before: this.rules.get(keyOf(placeId, category)) ?? 'none' };
    await database.transaction().execute(async (transaction) => {
      await new ExportLevelsTable(transaction).put(placeId, category, level, clock());
      await audit.write(transaction, { caller, action: 'evidence.saveLevel', placeId, details });
    });
    this.rules = await rulesOf(database);
  }
}

async function rulesOf(database: Kysely<Schema>): Promise<Rules> {
  const rows = await new ExportLevelsTable(database).all();
  return new Map(rows.map(({ placeId, category, level }) => [keyOf(placeId, category), level]));
}

function keyOf(placeId: string, category: ExportCategory): string {
  return `${category} ${placeId}`;
}

function ofEach<Value>(valueOf: (category: ExportCategory) => Value): Record<ExportCategory, Value> {
  const [routine, alarm] = [valueOf(exportCategory.enum.routine), valueOf(exportCategory.enum.alarm)];
  return { routine, alarm };
}
