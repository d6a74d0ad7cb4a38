import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table vehicle_quotas (vehicle_id text primary key, bytes bigint not null, changed_at bigint not null)`,
  sql`alter table retention_rules add column reduce_after_days integer`,
];

/** How much a single vehicle may record, and after how many days only key pictures are kept. */
export const vehicleQuotas: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
