import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type TalkGroup } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { TalkGroups } from '../voice/TalkGroups';
import type { Session, SignedInCaller } from '../wire/Caller';
import { EmergenciesTable, type EmergencyEnd, type EmergencyRow } from './EmergenciesTable';
import { Turns } from './Turns';

export interface EmergenciesDependencies {
  database: Kysely<Schema>;
  groups: Pick<TalkGroups, 'group' | 'setEmergency' | 'onGroupClosed' | 'onEmergencyEnded'>;
  access: Pick<Access, 'may'>;
  /** Whether this vehicle calls for help: for as long, its emergency does not end for silence. */
  callsForHelp: (vehicleId: string) => boolean;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  log: Logger;
  clock: () => number;
}

/** An emergency that is over and on record. */
export interface EndedEmergency {
  readonly groupId: string;
  /** Null where it was a desk's. */
  readonly vehicleId: string | null;
  readonly reason: EmergencyEnd;
}

/**
 * Emergency calls: who started one in which group, until he or the centre ends it, or nobody speaks any more and its
 * vehicle calls for no help.
 */
export class Emergencies {
  readonly #running = new Map<string, EmergencyRow>();
  readonly #ended: ((ended: EndedEmergency) => void)[] = [];
  /** One change at a time, so that two who press at once do not both start one. */
  readonly #turns = new Turns();

  private constructor(private readonly dependencies: EmergenciesDependencies) {}

  static async create(dependencies: EmergenciesDependencies): Promise<Emergencies> {
    const emergencies = new Emergencies(dependencies);
    const { groups } = dependencies;
    await emergencies.#restore();
    groups.onEmergencyEnded((groupId) => emergencies.#endedByItself(groupId, 'hang-time'));
    groups.onGroupClosed((groupId) => emergencies.#endedByItself(groupId, 'group-closed'));
    return emergencies;
  }

  /**
   * Started again by the same vehicle or person it goes on, in the session that asks now. Refused with `conflict` while
   * it is another's, `forbidden` in a broadcast, where none answers.
   */
  async start(caller: SignedInCaller, groupId: string): Promise<TalkGroup> {
    return await this.#turns.take(async () => {
      const group = this.#expectGroup(groupId);
      const { session } = caller;
      if (group.kind === 'broadcast' && group.openedBy?.accountId !== session.accountId) {
        throw new RequestError('forbidden', 'nobody answers in a broadcast');
      }
      const before = this.#running.get(groupId);
      if (before && !isHis(before, session)) throw new RequestError('conflict', 'it is the emergency of another');
      const { id: sessionId, accountId, name, vehicleId } = session;
      const row: EmergencyRow = {
        id: before?.id ?? randomUUID(),
        groupId,
        groupName: group.name,
        placeId: group.placeId,
        ...{ sessionId, accountId, name, vehicleId },
        startedAt: before?.startedAt ?? this.dependencies.clock(),
      };
      await this.#storeStart(caller, row, before !== undefined);
      return this.#run(row);
    });
  }

  /** Refused with `conflict` where there is none, `forbidden` for anyone but its initiator and the centre. */
  async end(caller: SignedInCaller, groupId: string): Promise<TalkGroup> {
    return await this.#turns.take(async () => {
      this.#expectGroup(groupId);
      const row = this.#running.get(groupId);
      if (!row) throw new RequestError('conflict', 'there is no emergency in this group');
      if (!isHis(row, caller.session) && !this.#isCentre(caller.session, groupId)) {
        throw new RequestError('forbidden', 'only who started it or the centre ends an emergency');
      }
      await this.#storeEnd(caller, row, 'ended');
      this.#running.delete(groupId);
      const after = this.dependencies.groups.setEmergency(groupId, null);
      this.#tell(row, 'ended');
      return after;
    });
  }

  /** Whose emergency runs in a group. */
  running(groupId: string): Pick<EmergencyRow, 'sessionId' | 'vehicleId'> | null {
    return this.#running.get(groupId) ?? null;
  }

  /** Whether somebody has ended one of this vehicle in this group since then. */
  async wasEndedByHand(groupId: string, vehicleId: string, since: number): Promise<boolean> {
    return await new EmergenciesTable(this.dependencies.database).wasEndedByHand(groupId, vehicleId, since);
  }

  /** Told of each that is over. */
  onEnded(listener: (ended: EndedEmergency) => void): void {
    this.#ended.push(listener);
  }

  /** Settles once what was begun is stored. */
  async close(): Promise<void> {
    await this.#turns.settle();
  }

  /** A desk of the centre that is in charge of the group: a crew on a page without a vehicle is none. */
  #isCentre(session: Session, groupId: string): boolean {
    const { access } = this.dependencies;
    return session.vehicleId === null && access.may(session, 'calls.open', [{ kind: 'group', id: groupId }]);
  }

  #endedByItself(groupId: string, reason: EmergencyEnd): void {
    const row = this.#running.get(groupId);
    if (!row) return;
    this.#running.delete(groupId);
    this.#turns
      .take(async () => {
        await this.#storeEnd(null, row, reason);
        this.#tell(row, reason);
      })
      .catch((error: unknown) =>
        this.dependencies.log.error({ err: error, groupId }, 'the end of an emergency was not written'),
      );
  }

  #tell({ groupId, vehicleId }: EmergencyRow, reason: EmergencyEnd): void {
    this.#ended.forEach((listener) => listener({ groupId, vehicleId, reason }));
  }

  /** Whether silence does not end it. */
  #lasts({ vehicleId }: EmergencyRow): boolean {
    return vehicleId !== null && this.dependencies.callsForHelp(vehicleId);
  }

  async #restore(): Promise<void> {
    const { database, groups, clock } = this.dependencies;
    for (const { lastWordAt, ...row } of await new EmergenciesTable(database).running()) {
      const group = groups.group(row.groupId);
      const isSilent = group !== null && clock() - lastWordAt >= group.settings.emergencyHangTimeMs;
      const isOver = !group || (isSilent && !this.#lasts(row));
      if (isOver) {
        await this.#storeEnd(null, row, group ? 'hang-time' : 'group-closed');
        continue;
      }
      this.#run(row);
    }
  }

  #run(row: EmergencyRow): TalkGroup {
    const { groupId, sessionId, name, vehicleId, startedAt: since } = row;
    this.#running.set(groupId, row);
    return this.dependencies.groups.setEmergency(groupId, {
      ...{ sessionId, name, vehicleId, since },
      lasts: () => this.#lasts(row),
    });
  }

  async #storeStart(caller: SignedInCaller, row: EmergencyRow, goesOn: boolean): Promise<void> {
    const { database, audit, feed } = this.dependencies;
    const facts = goesOn ? [] : [factOf(row, 'emergency-call', {})];
    const tell = await database.transaction().execute(async (transaction) => {
      const { sessionId, accountId, name } = row;
      const table = new EmergenciesTable(transaction);
      await (goesOn ? table.goOn(row.id, { sessionId, accountId, name }) : table.start(row));
      await audit.write(transaction, { caller, action: 'calls.startEmergency', ...describe(row) });
      return await feed.addAll(transaction, facts);
    });
    tell();
  }

  async #storeEnd(caller: SignedInCaller | null, row: EmergencyRow, reason: EmergencyEnd): Promise<void> {
    const { database, audit, feed, clock } = this.dependencies;
    const endedAt = clock();
    const seconds = Math.round((endedAt - row.startedAt) / 1_000);
    const tell = await database.transaction().execute(async (transaction) => {
      await new EmergenciesTable(transaction).end(row.id, endedAt, reason);
      const { details, ...described } = describe(row);
      await audit.write(transaction, {
        ...{ caller, action: 'calls.endEmergency', ...described },
        details: { ...details, reason },
      });
      return await feed.addAll(transaction, [factOf(row, 'emergency-ended', { seconds })]);
    });
    tell();
  }

  #expectGroup(groupId: string): TalkGroup {
    const group = this.dependencies.groups.group(groupId);
    if (!group) throw new RequestError('not-found', 'there is no such talk group');
    return group;
  }
}

/** A vehicle's emergency is its crew's, whoever of them is signed in now; at a desk it is the person's. */
function isHis(row: EmergencyRow, { vehicleId, accountId }: Session): boolean {
  return row.vehicleId === null ? row.accountId === accountId && vehicleId === null : row.vehicleId === vehicleId;
}

function factOf(
  { placeId, vehicleId, groupName, name }: EmergencyRow,
  kind: FeedFact['kind'],
  details: Record<string, number>,
): FeedFact {
  return { kind, placeId, vehicleId, details: { group: groupName, speaker: name, ...details } };
}

function describe({ groupId, groupName, placeId, name }: EmergencyRow): {
  subject: { kind: string; id: string };
  placeId: string;
  details: Record<string, string>;
} {
  return { subject: { kind: 'group', id: groupId }, placeId, details: { group: groupName, by: name } };
}
