import type { Kysely } from 'kysely';
import { permissionsOfRole, RequestError } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Refusals } from '../audit/Refusals';
import { AccountsTable } from '../people/AccountsTable';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Caller, SignedInCaller } from '../wire/Caller';
import { DevicesTable } from './DevicesTable';
import type { Devices } from './Devices';
import type { LiveSession } from './LiveSession';
import { hashPassword, verifyPassword } from './passwordHash';
import type { Sessions } from './Sessions';
import type { SignInThrottle } from './SignInThrottle';

export interface SignInDependencies {
  database: Kysely<Schema>;
  sessions: Sessions;
  devices: Devices;
  places: Places;
  audit: Audit;
  refusals: Refusals;
  throttle: SignInThrottle;
  clock: () => number;
}

type Becomes = (session: LiveSession) => void;

/** Checks who somebody is. Every check counts as a failure until it has succeeded; see `SignInThrottle`. */
export class SignIn {
  constructor(private readonly deps: SignInDependencies) {}

  /** Throws `unauthenticated` for a wrong name or password alike, `rate-limited` after many failures. */
  async withPassword(
    caller: Caller,
    login: string,
    password: string,
    becomes: Becomes,
  ): Promise<{ session: LiveSession; token: string }> {
    const action = 'session:signIn';
    const attempt = this.#attempt(caller, action, login, caller.address);
    const account = await new AccountsTable(this.deps.database).byLogin(login);
    const right = await verifyPassword(password, account?.passwordHash ?? null);
    const dead = account?.passwordExpiresAt != null && account.passwordExpiresAt <= this.deps.clock();
    if (account === null || !right || dead)
      throw this.#refuse(caller, action, login, dead ? 'password-expired' : 'wrong');
    attempt.succeeded();
    return await this.deps.sessions.begin(caller, { account, vehicleId: null, deviceId: null, action }, becomes);
  }

  /** Crew, on an enrolled tablet, for one vehicle at the tablet's place. Throws `forbidden` for any other vehicle. */
  async withPin(
    caller: Caller,
    { deviceToken, login, pin, vehicleId }: { deviceToken: string; login: string; pin: string; vehicleId: string },
    becomes: Becomes,
  ): Promise<{ session: LiveSession; token: string }> {
    const { database, devices, places, sessions } = this.deps;
    const action = 'session:signInCrew';
    const device = await devices.byToken(deviceToken);
    // A PIN is short, so guesses are counted for the tablet, whatever address it has at the moment.
    const attempt = this.#attempt(caller, action, login, `device ${device.id}`);
    const accounts = new AccountsTable(database);
    const account = await accounts.byLogin(login);
    const right = await verifyPassword(pin, account?.pinHash ?? null);
    if (account === null || !right) throw this.#refuse(caller, action, login, 'wrong');
    const vehicle = (await new DevicesTable(database).vehiclesAt(places.everyPlaceUnder(device.placeId))).find(
      ({ id }) => id === vehicleId,
    );
    const grants = (await accounts.standings([account.id])).get(account.id)?.grants ?? [];
    const mayDrive =
      vehicle !== undefined &&
      grants.some(
        ({ role, placeId }) =>
          permissionsOfRole[role].includes('terminal.work') && places.within(vehicle.placeId, placeId),
      );
    attempt.succeeded();
    if (!mayDrive) {
      this.deps.refusals.record({
        caller,
        action,
        details: { account: login, reason: 'wrong-vehicle', vehicle: vehicleId },
      });
      throw new RequestError('forbidden', 'not a vehicle of this tablet and crew');
    }
    return await sessions.begin(caller, { account, vehicleId, deviceId: device.id, action }, becomes);
  }

  /** The other sessions of the account end: whoever knew the old password is out. */
  async changePassword(caller: SignedInCaller, oldPassword: string, newPassword: string): Promise<void> {
    const { database, sessions, audit } = this.deps;
    const action = 'session:changePassword';
    const { accountId, id: sessionId } = caller.session;
    const account = await new AccountsTable(database).byId(accountId);
    const login = account?.login ?? '';
    const attempt = this.#attempt(caller, action, login, caller.address);
    if (account === null || !(await verifyPassword(oldPassword, account.passwordHash))) {
      throw this.#refuse(caller, action, login, 'wrong');
    }
    attempt.succeeded();
    if (newPassword === oldPassword) throw new RequestError('conflict', 'the new password is the old one');
    const passwordHash = await hashPassword(newPassword);
    await database.transaction().execute(async (transaction) => {
      await new AccountsTable(transaction).changePassword(accountId, passwordHash);
      await audit.write(transaction, { caller, action });
    });
    const all = sessions.ofAccount(accountId);
    await sessions.refresh(all.filter(({ id }) => id === sessionId));
    await sessions.end(
      all.filter(({ id, vehicleId }) => id !== sessionId && vehicleId === null),
      'revoked',
      caller,
      action,
    );
  }

  #attempt(caller: Caller, action: string, login: string, source: string): { succeeded: () => void } {
    const attempt = this.deps.throttle.attempt(login, source);
    if (attempt !== null) return attempt;
    this.deps.refusals.record({ caller, action, details: { account: login, reason: 'too-many' } });
    throw new RequestError('rate-limited', 'too many failures, wait a moment');
  }

  #refuse(caller: Caller, action: string, login: string, reason: string): RequestError {
    this.deps.refusals.record({ caller, action, details: { account: login, reason } });
    return new RequestError('unauthenticated', 'wrong name or secret');
  }
}
