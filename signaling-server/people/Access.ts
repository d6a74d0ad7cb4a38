import { permissionsOfRole, RequestError, type Demand, type Permission, type Place, type Subject } from '@protocol';
import type { Caller, Session } from '../wire/Caller';
import type { Location, Locator, SubjectKind } from './Location';
import type { Places } from './Places';

/** A permission that is lent to who holds another one, for the vehicles for which `isOpen` says so at the moment. */
export interface Loan {
  readonly toHoldersOf: Permission;
  readonly isOpen: (vehicleId: string) => boolean;
}

/**
 * The one place where rights are decided. A person needs a grant whose role has the permission, at the place of every
 * subject or above it. A vehicle's terminal needs the permission at its own vehicle's place, and may touch only what
 * belongs to that vehicle.
 */
export class Access {
  readonly #locators = new Map<SubjectKind, Locator>();
  readonly #loans = new Map<Permission, Loan>();

  constructor(private readonly deps: { places: Places; clock: () => number }) {
    this.#locators.set('place', (placeId) =>
      deps.places.place(placeId) === null ? null : { placeId, vehicleIds: [] },
    );
    this.#locators.set('own-vehicle', (_, caller) => {
      const vehicleId = caller?.session?.vehicleId ?? null;
      return vehicleId === null ? null : this.#locate({ kind: 'vehicle', id: vehicleId }, caller);
    });
  }

  /** A capability says how its kind of subject is found. */
  registerLocator(kind: SubjectKind, locator: Locator): void {
    this.#locators.set(kind, locator);
  }

  /** A permission is lent for a while, as `Loan` says; what was opened with it ends with it. */
  lend(permission: Permission, loan: Loan): void {
    this.#loans.set(permission, loan);
  }

  places(): readonly Place[] {
    return this.deps.places.all();
  }

  placeWithin(placeId: string, ancestorId: string): boolean {
    return this.deps.places.within(placeId, ancestorId);
  }

  everyPlaceUnder(placeId: string): readonly string[] {
    return this.deps.places.everyPlaceUnder(placeId);
  }

  /** Every place at which the session holds a permission; for a terminal the place of its vehicle, if it holds it there. */
  everyPlaceWith(session: Session, permission: Permission): readonly string[] {
    if (session.vehicleId !== null) {
      const home = this.#homeOf(session);
      return home !== null && this.#holdsAt(session, permission, home) ? [home] : [];
    }
    const under = session.grants
      .filter(({ role }) => permissionsOfRole[role].includes(permission))
      .flatMap(({ placeId }) => this.everyPlaceUnder(placeId));
    return [...new Set(under)];
  }

  /**
   * Whether a session holds a permission for all of the subjects; with none, at any place. At once, so only for kinds
   * whose locator answers at once. It does not look at expiry: what runs on an enrolled tablet goes on after it.
   */
  may(session: Session, permission: Demand, subjects: readonly Subject[], connectionId = ''): boolean {
    if (!this.#holdsSomewhere(session, permission)) return false;
    const caller = { connectionId, address: '', session };
    return subjects.every((subject) => {
      const location = this.#locate(subject, caller);
      if (location instanceof Promise) throw new Error(`A ${subject.kind} cannot be located at once`);
      return location !== null && this.#covers(session, permission, location);
    });
  }

  /** Whether a session may know of an event: it holds the permission for at least one of the subjects, if there are any. */
  mayKnow(session: Session, permission: Demand, subjects: readonly Subject[], connectionId: string): boolean {
    if (subjects.length === 0) return this.may(session, permission, [], connectionId);
    return subjects.some((subject) => this.may(session, permission, [subject], connectionId));
  }

  /**
   * The vehicles whose terminals may know of an event that touches these subjects; null where that cannot be said
   * beforehand, so that every terminal has to be asked.
   */
  terminalsConcerned(subjects: readonly Subject[]): ReadonlySet<string> | null {
    if (subjects.length === 0) return null;
    const vehicleIds = new Set<string>();
    for (const subject of subjects) {
      if (subject.kind === 'media' || subject.kind === 'own-vehicle') return null;
      const location = this.#locate(subject, null);
      if (location instanceof Promise || location?.placeId === null) return null;
      location?.vehicleIds.forEach((vehicleId) => vehicleIds.add(vehicleId));
    }
    return vehicleIds;
  }

  /**
   * Passes, or throws a RequestError: `unauthenticated` for a stranger or an expired session, `forbidden` where a
   * right is missing, `not-found` where a subject does not exist for this caller.
   */
  async authorise(
    caller: Caller,
    demand: Demand,
    subjects: readonly Subject[],
    { afterExpiry = false }: { afterExpiry?: boolean } = {},
  ): Promise<void> {
    if (demand === 'anyone') return;
    const { session } = caller;
    if (session === null) throw new RequestError('unauthenticated', 'sign in first');
    const mayBeExpired = afterExpiry && session.deviceId !== null;
    if (session.expiresAt <= this.deps.clock() && !mayBeExpired)
      throw new RequestError('unauthenticated', 'session expired');
    if (!this.#holdsSomewhere(session, demand)) throw new RequestError('forbidden', `${demand} is not held`);
    const locations = await Promise.all(subjects.map(async (subject) => await this.#locate(subject, caller)));
    for (const [index, subject] of subjects.entries()) {
      const location = locations[index] ?? null;
      if (location === null) {
        if (subject.kind === 'own-vehicle') throw new RequestError('forbidden', 'not signed in for a vehicle');
        throw new RequestError('not-found', `there is no such ${subject.kind}`);
      }
      if (!this.#covers(session, demand, location)) {
        throw new RequestError('forbidden', `${demand} is not held for this ${subject.kind}`);
      }
    }
  }

  #locate(subject: Subject, caller: Caller | null): Location | null | Promise<Location | null> {
    const locator = this.#locators.get(subject.kind);
    if (locator === undefined) throw new Error(`Nobody has said how a ${subject.kind} is located`);
    return locator('id' in subject ? subject.id : '', caller);
  }

  #holdsSomewhere(session: Session, demand: Demand): boolean {
    if (demand === 'anyone' || demand === 'signed-in') return true;
    if (session.vehicleId === null) {
      const wanted = [demand, this.#loans.get(demand)?.toHoldersOf];
      return session.grants.some(({ role }) => permissionsOfRole[role].some((held) => wanted.includes(held)));
    }
    const home = this.#homeOf(session);
    return home !== null && this.#holdsAt(session, demand, home);
  }

  #covers(session: Session, demand: Demand, location: Location): boolean {
    if (location.placeId === null) return true;
    if (session.vehicleId !== null) return location.vehicleIds.includes(session.vehicleId);
    if (demand === 'anyone' || demand === 'signed-in') return true;
    return this.#holdsAt(session, demand, location.placeId) || this.#isLent(session, demand, location);
  }

  #isLent(session: Session, permission: Permission, { placeId, vehicleIds }: Location): boolean {
    const loan = this.#loans.get(permission);
    if (loan === undefined || placeId === null || !vehicleIds.some((vehicleId) => loan.isOpen(vehicleId))) return false;
    return this.#holdsAt(session, loan.toHoldersOf, placeId);
  }

  #holdsAt(session: Session, permission: Demand, placeId: string): boolean {
    const lineage = this.deps.places.lineage(placeId);
    return session.grants.some(
      (grant) =>
        lineage.includes(grant.placeId) && (permissionsOfRole[grant.role] as readonly string[]).includes(permission),
    );
  }

  /** The place of a terminal's own vehicle. */
  #homeOf(session: Session): string | null {
    const location = this.#locate({ kind: 'vehicle', id: session.vehicleId ?? '' }, null);
    return location instanceof Promise ? null : (location?.placeId ?? null);
  }
}
