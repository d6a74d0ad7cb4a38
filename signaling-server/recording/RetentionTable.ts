import { sql, type Kysely } from 'kysely';
import type { DeletionWhy, ReduceAfterDays, RetentionCategory, RetentionRules } from '@protocol';
import type { Schema } from '../persistence/schema';

const DAY_MS = 86_400_000;
/** What was recorded from so long before an alarm, to so long after, is kept as what belongs to it. */
export const BEFORE_ALARM_MS = 2 * 60_000;
export const AFTER_ALARM_MS = 30 * 60_000;

export interface DueSegment {
  readonly id: string;
  readonly path: string;
}

export interface DueGroup {
  /** Days since 1970 in the time zone of `offsetMs`. */
  readonly day: number;
  readonly vehicleId: string | null;
  readonly category: RetentionCategory;
  readonly segments: number;
  readonly bytes: number;
}

export interface RecordedTotals {
  readonly bytes: number;
  readonly bytesLately: number;
  readonly oldest: number | null;
}

/** How long recordings are kept, and which of them it is time for. */
export class RetentionTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async rules(): Promise<Partial<RetentionRules>> {
    const rows = await this.database.selectFrom('retentionRules').selectAll().execute();
    return Object.fromEntries(rows.map(({ category, days }) => [category, days]));
  }

  async reduceAfterDays(): Promise<ReduceAfterDays> {
    const rows = await this.database.selectFrom('retentionRules').selectAll().execute();
    const of = (category: RetentionCategory): number | null =>
      rows.find((row) => row.category === category)?.reduceAfterDays ?? null;
    return { routine: of('routine'), alarm: of('alarm') };
  }

  async writeRules(rules: RetentionRules, reduceAfter: ReduceAfterDays, changedAt: number): Promise<void> {
    // The keys of a parsed record of rules are its categories.
    const categories = Object.keys(rules) as RetentionCategory[];
    await this.database
      .insertInto('retentionRules')
      .values(
        categories.map((category) => {
          const reduceAfterDays = category === 'routine' || category === 'alarm' ? reduceAfter[category] : null;
          return { category, days: rules[category], reduceAfterDays, changedAt };
        }),
      )
      .onConflict((conflict) =>
        conflict.column('category').doUpdateSet((row) => ({
          days: row.ref('excluded.days'),
          reduceAfterDays: row.ref('excluded.reduceAfterDays'),
          changedAt: row.ref('excluded.changedAt'),
        })),
      )
      .execute();
  }

  /** What nothing keeps any more at a moment, oldest first. */
  async due(rules: RetentionRules, at: number, limit: number): Promise<DueSegment[]> {
    const { rows } = await sql<DueSegment>`
      select id, path from (${dueSegments(rules, at)}) as due order by ended_at limit ${limit}
    `.execute(this.database);
    return rows;
  }

  /** The same up to a moment, by the day on which it is time, in a time zone so far ahead of UTC. */
  async dueByDay(rules: RetentionRules, until: number, offsetMs: number): Promise<DueGroup[]> {
    const { rows } = await sql<DueGroup>`
      select floor((due_at + ${offsetMs}) / ${DAY_MS})::bigint as day, vehicle_id, category,
        count(*)::bigint as segments, sum(bytes)::bigint as bytes
      from (${dueSegments(rules, until)}) as due
      group by 1, vehicle_id, category order by 1, vehicle_id, category
    `.execute(this.database);
    return rows;
  }

  async totals(since: number): Promise<RecordedTotals> {
    const { rows } = await sql<RecordedTotals>`
      select coalesce(sum(bytes), 0)::bigint as bytes, min(started_at) as oldest,
        coalesce(sum(bytes) filter (where started_at >= ${since}), 0)::bigint as bytes_lately
      from segments
    `.execute(this.database);
    return rows[0] ?? { bytes: 0, bytesLately: 0, oldest: null };
  }

  /** Closed segments of a vehicle that lie within a span, whole or in part, were recorded at a place, and are not held. */
  async ofSpan(span: { vehicleId: string; placeId: string; fromAt: number; toAt: number }): Promise<DueSegment[]> {
    return await this.database
      .selectFrom('segments')
      .select(['id', 'path'])
      .where('vehicleId', '=', span.vehicleId)
      .where('placeId', '=', span.placeId)
      .where('state', '!=', 'open')
      .where('endedAt', '>=', span.fromAt)
      .where('startedAt', '<=', span.toAt)
      .where(sql<boolean>`not ${held}`)
      .execute();
  }

  /** Keeps a span as long as evidence is kept. */
  async keep(span: { id: string; vehicleId: string; fromAt: number; toAt: number; keptAt: number }): Promise<void> {
    await this.database.insertInto('keptSpans').values(span).execute();
  }
}

export type Doomed = DueSegment & { readonly why: DeletionWhy };

/** True for segments of which a part is held. */
export const held = sql<boolean>`exists (
  select from holds where released_at is null and (holds.vehicle_id is null or holds.vehicle_id = segments.vehicle_id)
    and from_at <= segments.ended_at and (to_at is null or to_at >= segments.started_at)
)`;

/** Columns of a segment, with whether it is near an alarm and whether it was given as evidence. */
export const judgedSegments = sql`
  select segments.*,
    exists (
      select from alarms where alarms.vehicle_id = segments.vehicle_id
        and raised_at >= segments.started_at - ${AFTER_ALARM_MS}::bigint
        and raised_at <= segments.ended_at + ${BEFORE_ALARM_MS}::bigint
    ) as near_alarm,
    exists (
      select from kept_spans where kept_spans.vehicle_id = segments.vehicle_id
        and from_at <= segments.ended_at and to_at >= segments.started_at
    ) as kept
  from segments`;

/** Segments whose longest rule ends before a moment and that nobody holds, each with the category that ends last. */
function dueSegments(rules: RetentionRules, until: number) {
  const least = Math.min(...Object.values(rules)) * DAY_MS;
  return sql`
    select * from (
      select id, path, vehicle_id, bytes, ended_at,
        ended_at + ${DAY_MS}::bigint * greatest(
          ${rules.routine}::integer,
          case when track = 'talk' then ${rules.burst}::integer else 0 end,
          case when near_alarm then ${rules.alarm}::integer else 0 end,
          case when kept then ${rules.evidence}::integer else 0 end
        ) as due_at,
        case when kept then 'evidence' when near_alarm then 'alarm' when track = 'talk' then 'burst' else 'routine' end
          as category
      from (
        ${judgedSegments}
        where state <> 'open' and ended_at <= ${until - least} and not ${held}
      ) as judged
    ) as dated where due_at <= ${until}
  `;
}
