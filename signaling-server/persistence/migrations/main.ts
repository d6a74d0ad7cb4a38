import type { Migration } from 'kysely';
import { firstTables } from './firstTables';

/** The steps of the store of everything, in the order of their names. A step that has been released is never changed. */
export const mainMigrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
};
