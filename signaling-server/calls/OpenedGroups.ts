import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type GroupOpening, type ParsedInput, type TalkGroup } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { TalkGroups } from '../voice/TalkGroups';
import type { SignedInCaller } from '../wire/Caller';
import { areaMembers } from './areaMembers';
import { enclosesNothing } from './metresOutside';
import { OpenedGroupsTable, type OpenedGroupRow } from './OpenedGroupsTable';
import { Turns } from './Turns';

/** No desk oversees more; past it a page of somebody's runs wild. */
export const MOST_OPEN_PER_PERSON = 20;

export interface OpenedGroupsDependencies {
  database: Kysely<Schema>;
  groups: Pick<TalkGroups, 'openGroup' | 'redefineGroup' | 'closeGroup' | 'group' | 'onGroupClosed'>;
  fleet: Pick<Fleet, 'vehicles' | 'vehicle'>;
  access: Pick<Access, 'may' | 'placeWithin'>;
  places: Pick<Places, 'lowestAbove'>;
  audit: Pick<Audit, 'write'>;
  log: Logger;
  clock: () => number;
}

/**
 * Talk groups that are opened for the moment: a selection of vehicles, an area with those who are in it, or a
 * broadcast. What is open is stored, so that it is open again after a restart, unless its hang time has passed.
 */
export class OpenedGroups {
  readonly #open = new Map<string, OpenedGroupRow>();
  /** One change at a time, so that what is stored and what the groups are told stay the same. */
  readonly #turns = new Turns();

  private constructor(private readonly dependencies: OpenedGroupsDependencies) {}

  static async create(dependencies: OpenedGroupsDependencies): Promise<OpenedGroups> {
    const opened = new OpenedGroups(dependencies);
    dependencies.groups.onGroupClosed((groupId) => opened.#hungUp(groupId));
    await opened.#restore();
    return opened;
  }

  /**
   * Refused with `invalid-input` for an area that encloses no ground, `forbidden` where the lowest place above the
   * vehicles is not the caller's, `rate-limited` past what one person may have open.
   */
  async open(caller: SignedInCaller, opening: GroupOpening): Promise<TalkGroup> {
    const { database, audit, clock, groups } = this.dependencies;
    const { accountId, name: openedByName } = caller.session;
    const owned = [...this.#open.values()].filter(({ openedById }) => openedById === accountId);
    if (owned.length >= MOST_OPEN_PER_PERSON) {
      throw new RequestError('rate-limited', `no more than ${MOST_OPEN_PER_PERSON} groups at a time`);
    }
    const row: OpenedGroupRow = {
      id: `moment:${randomUUID()}`,
      kind: opening.kind,
      name: opening.name,
      ...(opening.kind === 'area' ? this.#areaOf(opening) : this.#selectionOf(caller, opening.vehicleIds)),
      openedById: accountId,
      openedByName,
      openedAt: clock(),
    };
    return await this.#turns.take(async () => {
      await database.transaction().execute(async (transaction) => {
        await new OpenedGroupsTable(transaction).open(row);
        await audit.write(transaction, { caller, action: 'calls.open', ...describe(row) });
      });
      this.#open.set(row.id, row);
      return groups.openGroup(definitionOf(row));
    });
  }

  /**
   * Refused with `not-found` for a group that is not open, `conflict` for a lasting one, `invalid-input` where the
   * change does not fit its kind. Its place stays the one that it was opened at.
   */
  async change(caller: SignedInCaller, { groupId, vehicleIds, area }: ParsedInput<'calls:change'>): Promise<TalkGroup> {
    const before = this.#expect(groupId);
    const fits = before.kind === 'area' ? area !== null && vehicleIds === null : vehicleIds !== null && area === null;
    if (!fits) throw new RequestError('invalid-input', `this does not change a group of kind ${before.kind}`);
    if (area && enclosesNothing(area)) throw new RequestError('invalid-input', 'the area encloses nothing');
    return await this.#turns.take(async () => {
      const row = this.#expect(groupId);
      const next = { ...row, area, vehicleIds: area ? this.#membersOf({ ...row, area }) : [...new Set(vehicleIds)] };
      await this.#store(caller, 'calls.change', next);
      return this.dependencies.groups.redefineGroup(groupId, { vehicleIds: next.vehicleIds, area });
    });
  }

  /** Whoever speaks is revoked. Refused with `not-found` for a group that is not open, `conflict` for a lasting one. */
  async end(caller: SignedInCaller, groupId: string): Promise<void> {
    this.#expect(groupId);
    await this.#turns.take(async () => {
      const row = this.#expect(groupId);
      await this.#storeClosed(caller, row, 'closed');
      this.#open.delete(groupId);
      await this.dependencies.groups.closeGroup(groupId);
    });
  }

  /** Lets vehicles into area groups and out of them, by where they are now. */
  async follow(): Promise<void> {
    for (const { id, kind } of [...this.#open.values()]) {
      if (kind !== 'area') continue;
      await this.#turns.take(() => this.#followArea(id));
    }
  }

  /** Settles once what was begun is stored. */
  async close(): Promise<void> {
    await this.#turns.settle();
  }

  async #followArea(groupId: string): Promise<void> {
    const row = this.#open.get(groupId);
    if (!row) return;
    const vehicleIds = this.#membersOf(row);
    const joined = vehicleIds.filter((vehicleId) => !row.vehicleIds.includes(vehicleId));
    const left = row.vehicleIds.filter((vehicleId) => !vehicleIds.includes(vehicleId));
    if (joined.length === 0 && left.length === 0) return;
    await this.#store(
      null,
      'calls.followArea',
      { ...row, vehicleIds },
      { joined: joined.join(' '), left: left.join(' ') },
    );
    this.dependencies.groups.redefineGroup(groupId, { vehicleIds });
  }

  #membersOf({ placeId, area, vehicleIds }: Pick<OpenedGroupRow, 'placeId' | 'area' | 'vehicleIds'>): string[] {
    const { fleet, access, clock } = this.dependencies;
    const candidates = fleet
      .vehicles()
      .filter((vehicle) => vehicle.onDuty && access.placeWithin(vehicle.placeId, placeId));
    return area ? areaMembers(new Set(vehicleIds), candidates, area, clock()) : [...vehicleIds];
  }

  #areaOf({
    placeId,
    area,
  }: Extract<GroupOpening, { kind: 'area' }>): Pick<OpenedGroupRow, 'placeId' | 'area' | 'vehicleIds'> {
    if (enclosesNothing(area)) throw new RequestError('invalid-input', 'the area encloses nothing');
    return { placeId, area, vehicleIds: this.#membersOf({ placeId, area, vehicleIds: [] }) };
  }

  /** The group stands at the lowest place above its vehicles, where the desks in charge find it. */
  #selectionOf(
    { session }: SignedInCaller,
    chosen: readonly string[],
  ): Pick<OpenedGroupRow, 'placeId' | 'area' | 'vehicleIds'> {
    const { fleet, places, access } = this.dependencies;
    const vehicleIds = [...new Set(chosen)];
    const placeId = places.lowestAbove(vehicleIds.map((vehicleId) => fleet.vehicle(vehicleId)?.placeId ?? ''));
    if (placeId === null) throw new RequestError('not-found', 'there is no place above these vehicles');
    if (!access.may(session, 'calls.open', [{ kind: 'place', id: placeId }])) {
      throw new RequestError('forbidden', 'the place above these vehicles is not yours');
    }
    return { placeId, area: null, vehicleIds };
  }

  async #store(
    caller: SignedInCaller | null,
    action: string,
    row: OpenedGroupRow,
    details?: Record<string, string>,
  ): Promise<void> {
    const { database, audit } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new OpenedGroupsTable(transaction).change(row.id, row.vehicleIds, row.area);
      await audit.write(transaction, { caller, action, ...describe(row), ...(details ? { details } : {}) });
    });
    this.#open.set(row.id, row);
  }

  async #storeClosed(
    caller: SignedInCaller | null,
    row: OpenedGroupRow,
    reason: 'closed' | 'hang-time',
  ): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new OpenedGroupsTable(transaction).close(row.id, clock(), reason);
      await audit.write(transaction, { caller, action: 'calls.close', ...describe(row), details: { reason } });
    });
  }

  /** The group has closed by itself. One whose end cannot be written now is opened, and closes, at the next start. */
  #hungUp(groupId: string): void {
    const row = this.#open.get(groupId);
    if (!row) return;
    this.#open.delete(groupId);
    this.#turns
      .take(() => this.#storeClosed(null, row, 'hang-time'))
      .catch((error: unknown) =>
        this.dependencies.log.error({ err: error, groupId }, 'the end of a group was not written'),
      );
  }

  async #restore(): Promise<void> {
    const { database, groups, clock } = this.dependencies;
    for (const { lastWordAt, ...row } of await new OpenedGroupsTable(database).stillOpen()) {
      const { settings } = groups.openGroup(definitionOf(row));
      if (clock() - lastWordAt < settings.hangTimeMs) {
        this.#open.set(row.id, row);
        continue;
      }
      await this.#storeClosed(null, row, 'hang-time');
      await groups.closeGroup(row.id);
    }
  }

  #expect(groupId: string): OpenedGroupRow {
    const row = this.#open.get(groupId);
    if (row) return row;
    const isLasting = this.dependencies.groups.group(groupId) !== null;
    throw isLasting
      ? new RequestError('conflict', 'this group is a lasting one')
      : new RequestError('not-found', 'there is no such group');
  }
}

function definitionOf(row: OpenedGroupRow): Parameters<TalkGroups['openGroup']>[0] {
  const { id, kind, name, placeId, vehicleIds, area, openedById, openedByName } = row;
  return { id, kind, name, placeId, vehicleIds, area, openedBy: { accountId: openedById, name: openedByName } };
}

function describe({ id, kind, name, placeId, vehicleIds }: OpenedGroupRow): {
  subject: { kind: string; id: string };
  placeId: string;
  details: Record<string, string | number>;
} {
  return {
    subject: { kind: 'group', id },
    placeId,
    details: { kind, name, vehicles: vehicleIds.join(' ') },
  };
}
