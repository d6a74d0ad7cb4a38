import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import { DevicesTable } from '../session/DevicesTable';
import { hashPassword } from '../session/passwordHash';
import { hashToken } from '../session/tokens';
import { AccountsTable } from './AccountsTable';
import { PlacesTable } from './PlacesTable';
import type { Seed } from './seed';
import { SeedVehiclesTable } from './SeedVehiclesTable';

/** Adds what a seed file names and the database lacks, in one transaction; what is there stays as it is. */
export async function loadSeed(database: Kysely<Schema>, seed: Seed): Promise<void> {
  const known = await new AccountsTable(database).ids();
  // Hashing is slow on purpose, so only what is missing is hashed, and not inside the transaction.
  const accounts = await Promise.all(
    seed.accounts
      .filter(({ id }) => !known.has(id))
      .map(async ({ id, login, name, password, pin, grants }) => ({
        account: {
          id,
          login,
          name,
          passwordHash: password === undefined ? null : await hashPassword(password),
          pinHash: pin === undefined ? null : await hashPassword(pin),
          mustChangePassword: false,
          passwordExpiresAt: null,
          demo: seed.demo,
        },
        grants,
      })),
  );
  await database.transaction().execute(async (transaction) => {
    await new PlacesTable(transaction).add(seed.places);
    const accountsTable = new AccountsTable(transaction);
    for (const { account, grants } of accounts) await accountsTable.add(account, grants);
    await new SeedVehiclesTable(transaction).add(seed.vehicles);
    await new DevicesTable(transaction).add(
      seed.devices.map(({ code, ...device }) => ({ ...device, codeHash: hashToken(code) })),
    );
  });
}
