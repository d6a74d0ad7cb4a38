import type { Kysely } from 'kysely';
import type { EscalationRule } from '@protocol';
import type { Schema } from '../persistence/schema';

export class EscalationRulesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<EscalationRule[]> {
    return await this.database.selectFrom('escalationRules').selectAll().execute();
  }

  async write({ placeId, priority, expiresAfterSeconds, steps }: EscalationRule): Promise<void> {
    const values = { expiresAfterSeconds, steps: JSON.stringify(steps) };
    await this.database
      .insertInto('escalationRules')
      .values({ placeId, priority, ...values })
      .onConflict((conflict) => conflict.columns(['placeId', 'priority']).doUpdateSet(values))
      .execute();
  }
}
