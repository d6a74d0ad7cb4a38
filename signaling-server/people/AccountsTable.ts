import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Grant, Role } from '@protocol';
import type { Schema } from '../persistence/schema';

export type Account = Selectable<Schema['accounts']>;

export class AccountsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async byLogin(login: string): Promise<Account | null> {
    return (
      (await this.database.selectFrom('accounts').selectAll().where('login', '=', login).executeTakeFirst()) ?? null
    );
  }

  async byId(accountId: string): Promise<Account | null> {
    return (
      (await this.database.selectFrom('accounts').selectAll().where('id', '=', accountId).executeTakeFirst()) ?? null
    );
  }

  async ids(): Promise<Set<string>> {
    const rows = await this.database.selectFrom('accounts').select('id').execute();
    return new Set(rows.map((row) => row.id));
  }

  async someoneHolds(role: Role): Promise<boolean> {
    const row = await this.database.selectFrom('grants').select('role').where('role', '=', role).executeTakeFirst();
    return row !== undefined;
  }

  async hasDemoAccounts(): Promise<boolean> {
    const row = await this.database
      .selectFrom('accounts')
      .select('id')
      .where('demo', '=', true)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Everyone who holds a role somewhere, with the places. */
  async holdersOf(role: Role): Promise<{ accountId: string; name: string; placeIds: string[] }[]> {
    const rows = await this.database
      .selectFrom('grants')
      .innerJoin('accounts', 'accounts.id', 'grants.accountId')
      .select(['grants.accountId', 'accounts.name', 'grants.placeId'])
      .where('grants.role', '=', role)
      .orderBy('accounts.name')
      .execute();
    const holders = new Map<string, { accountId: string; name: string; placeIds: string[] }>();
    for (const { accountId, name, placeId } of rows) {
      const holder = holders.get(accountId) ?? { accountId, name, placeIds: [] };
      holder.placeIds.push(placeId);
      holders.set(accountId, holder);
    }
    return [...holders.values()];
  }

  /** Adds the account with its grants where it is missing. */
  async add(account: Insertable<Schema['accounts']>, grants: readonly Grant[]): Promise<void> {
    const added = await this.database
      .insertInto('accounts')
      .values(account)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added === undefined || grants.length === 0) return;
    await this.database
      .insertInto('grants')
      .values(grants.map((grant) => ({ accountId: account.id, ...grant })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The grants of each of the accounts, and whether its password must be changed before they count. */
  async standings(
    accountIds: readonly string[],
  ): Promise<Map<string, { grants: Grant[]; mustChangePassword: boolean }>> {
    if (accountIds.length === 0) return new Map();
    const rows = await this.database
      .selectFrom('accounts')
      .leftJoin('grants', 'grants.accountId', 'accounts.id')
      .select(['accounts.id', 'accounts.mustChangePassword', 'grants.role', 'grants.placeId'])
      .where('accounts.id', 'in', accountIds)
      .execute();
    const standings = new Map<string, { grants: Grant[]; mustChangePassword: boolean }>();
    for (const { id, mustChangePassword, role, placeId } of rows) {
      const standing = standings.get(id) ?? { grants: [], mustChangePassword };
      if (role !== null && placeId !== null) standing.grants.push({ role, placeId });
      standings.set(id, standing);
    }
    return standings;
  }

  async changePassword(accountId: string, passwordHash: string): Promise<void> {
    await this.database
      .updateTable('accounts')
      .set({ passwordHash, mustChangePassword: false, passwordExpiresAt: null })
      .where('id', '=', accountId)
      .execute();
  }

  async renewOneTimePassword(
    accountId: string,
    oneTime: { passwordHash: string; passwordExpiresAt: number },
  ): Promise<void> {
    await this.database
      .updateTable('accounts')
      .set({ ...oneTime, mustChangePassword: true })
      .where('id', '=', accountId)
      .execute();
  }

  /** Accounts with a PIN that hold the crew role at one of the places. */
  async crewAt(placeIds: readonly string[]): Promise<{ login: string; name: string }[]> {
    if (placeIds.length === 0) return [];
    return await this.database
      .selectFrom('accounts')
      .innerJoin('grants', 'grants.accountId', 'accounts.id')
      .select(['accounts.login', 'accounts.name'])
      .distinct()
      .where('grants.role', '=', 'crew')
      .where('grants.placeId', 'in', placeIds)
      .where('accounts.pinHash', 'is not', null)
      .orderBy('accounts.login')
      .execute();
  }
}
