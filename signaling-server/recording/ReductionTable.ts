import { sql, type Kysely } from 'kysely';
import type { ReduceAfterDays, RetentionRules } from '@protocol';
import type { Schema } from '../persistence/schema';
import { held, judgedSegments, type DueGroup } from './RetentionTable';

const DAY_MS = 86_400_000;

/** When originals are reduced, and how long they would be kept. */
export interface ReductionRules {
  readonly rules: RetentionRules;
  readonly reduceAfterDays: ReduceAfterDays;
}

/** Which recordings of cameras it is time for to be reduced to their key pictures. */
export class ReductionTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Ids, oldest first. */
  async due(rules: ReductionRules, at: number, limit: number): Promise<string[]> {
    if (rules.reduceAfterDays.routine === null) return [];
    const { rows } = await sql<{ id: string }>`
      select id from (${reducible(rules, at)}) as due order by ended_at limit ${limit}
    `.execute(this.database);
    return rows.map(({ id }) => id);
  }

  /** The same up to a moment, by the day on which it is time, in a time zone so far ahead of UTC. */
  async dueByDay(rules: ReductionRules, until: number, offsetMs: number): Promise<DueGroup[]> {
    if (rules.reduceAfterDays.routine === null) return [];
    const { rows } = await sql<DueGroup>`
      select floor((reduce_at + ${offsetMs}) / ${DAY_MS})::bigint as day, vehicle_id, category,
        count(*)::bigint as segments, sum(bytes)::bigint as bytes
      from (${reducible(rules, until)}) as due
      group by 1, vehicle_id, category order by 1, vehicle_id, category
    `.execute(this.database);
    return rows;
  }
}

/**
 * Originals of cameras whose longest rule lets them be reduced before a moment, and that are kept longer than that.
 * Never what is held, what was given as evidence, and what is not sealed: its seal is what its copy is compared with.
 */
function reducible({ rules, reduceAfterDays }: ReductionRules, until: number) {
  const { alarm } = reduceAfterDays;
  const routine = reduceAfterDays.routine ?? 0;
  const least = routine * DAY_MS;
  return sql`
    select * from (
      select id, vehicle_id, bytes, ended_at, near_alarm,
        ended_at + ${DAY_MS}::bigint * greatest(
          ${routine}::integer, case when near_alarm then ${alarm ?? 0}::integer else 0 end
        ) as reduce_at,
        ended_at + ${DAY_MS}::bigint * greatest(
          ${rules.routine}::integer, case when near_alarm then ${rules.alarm}::integer else 0 end
        ) as due_at,
        case when near_alarm then 'alarm' else 'routine' end as category
      from (
        ${judgedSegments}
        where state <> 'open' and track = 'camera' and source <> 'reduced' and key_at is not null
          and ended_at <= ${until - least} and not ${held}
          and exists (select from record_seals where subject_id = segments.id and kind = 'segment')
      ) as judged
      where not kept and (${alarm !== null}::boolean or not near_alarm)
    ) as dated where reduce_at <= ${until} and due_at > ${until}
  `;
}
