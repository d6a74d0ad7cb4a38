import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table order_numbers (
    single boolean primary key default true check (single),
    last bigint not null
  )`,
  sql`insert into order_numbers (last) select coalesce(max(number), 0) from orders`,
  sql`alter table orders alter column number drop identity`,
  sql`alter table orders alter column number set not null`,
];

/** Order numbers are counted in the order's own transaction: a sequence jumps after a crash, and for each refusal. */
export const orderNumbers: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
