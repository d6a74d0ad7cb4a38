import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type Alarm, type AlarmKind, type AlarmTransition } from '@protocol';
import type { Audit } from '../audit/Audit';
import { Turns } from '../calls/Turns';
import type { Feed } from '../feed/Feed';
import type { Clock } from '../orders/DueMoments';
import type { Location } from '../people/Location';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import { HELD_BEFORE_MS, type Holds } from '../recording/Holds';
import type { Announcer } from '../wire/Announcer';
import type { Caller, SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import { alarmLifecycle, dueAt, raised, type AlarmCourse, type AlarmEvent } from './alarmLifecycle';
import { alarmOf } from './alarmOf';
import { AlarmsTable, insertAlarm, type AlarmRow } from './AlarmsTable';
import { callOrder, type Desk } from './callOrder';
import type { Thresholds } from './Thresholds';

const LISTED_MS = 24 * 60 * 60 * 1000;
/** What happens of itself and could not be written is tried again after so long. */
const RETRY_MS = 1_000;

export interface AlarmsDependencies {
  database: Kysely<Schema>;
  thresholds: Pick<Thresholds, 'of'>;
  places: Pick<Places, 'place'>;
  connections: Pick<Connections, 'all' | 'onSignedIn' | 'onClosed'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  holds: Pick<Holds, 'begin' | 'end'>;
  log: Logger;
  clock: Clock;
}

/** What is wrong, where. Of one kind there is one open alarm at a time for the same vehicle and camera. */
export interface AlarmFact extends Pick<Alarm, 'kind' | 'placeId' | 'vehicleId' | 'cameraId' | 'details' | 'position'> {
  readonly kind: AlarmKind;
}

/** Every alarm, who has it, and what happens to it of itself. What this class has answered is on disk. */
export class Alarms {
  readonly #open = new Map<string, AlarmRow>();
  /** Changes of one alarm follow each other; of all, since a raised one must be seen by the next. */
  readonly #turns = new Turns();
  readonly #listeners = new Set<(alarm: Alarm, transition: AlarmTransition) => void>();
  #stopTimer: (() => void) | null = null;
  #stopRetry: (() => void) | null = null;
  #closed = false;

  private constructor(private readonly dependencies: AlarmsDependencies) {}

  static async create(dependencies: AlarmsDependencies): Promise<Alarms> {
    const alarms = new Alarms(dependencies);
    const rows = await new AlarmsTable(dependencies.database).openAndSince(Number.MAX_SAFE_INTEGER);
    rows.forEach((row) => alarms.#open.set(row.id, row));
    const { connections } = dependencies;
    connections.onSignedIn(({ session }) => alarms.#followDesk(session.accountId));
    connections.onClosed(({ session }) => session !== null && alarms.#followDesk(session.accountId));
    // Whoever is not back within a minute of a restart has left.
    new Set(rows.flatMap(({ course }) => course.ownerId ?? [])).forEach((ownerId) => alarms.#followDesk(ownerId));
    alarms.#schedule();
    return alarms;
  }

  /** Told after each change has been written. */
  onChanged(listener: (alarm: Alarm, transition: AlarmTransition) => void): void {
    this.#listeners.add(listener);
  }

  open(): Alarm[] {
    return [...this.#open.values()].map((row) => this.#shown(row));
  }

  /** Those of some vehicles: asked at every word that is spoken, which may find very many open. */
  openOf(vehicleIds: readonly string[]): Alarm[] {
    return [...this.#open.values()]
      .filter(({ vehicleId }) => vehicleId !== null && vehicleIds.includes(vehicleId))
      .map((row) => this.#shown(row));
  }

  /** Whether a call for help of this vehicle is open. */
  callsForHelp(vehicleId: string): boolean {
    return [...this.#open.values()].some((row) => row.kind === 'sos' && row.vehicleId === vehicleId);
  }

  async list(): Promise<Alarm[]> {
    const since = this.#now() - LISTED_MS;
    const rows = await new AlarmsTable(this.dependencies.database).openAndSince(since);
    return rows.map((row) => this.#shown(this.#open.get(row.id) ?? row));
  }

  async locate(alarmId: string): Promise<Location | null> {
    const row = this.#open.get(alarmId) ?? (await new AlarmsTable(this.dependencies.database).byId(alarmId));
    return row === null ? null : { placeId: row.placeId, vehicleIds: row.vehicleId === null ? [] : [row.vehicleId] };
  }

  /**
   * A crew calls for help. Asked again with the same client key, it answers with the alarm that stands. `pressedAt` may
   * be a while ago, where the call had to wait for a line: the recording is held from before that.
   */
  async raiseByCrew(caller: SignedInCaller, clientKey: string, fact: AlarmFact, pressedAt?: number): Promise<Alarm> {
    return await this.#turns.take(async () => {
      const known = await new AlarmsTable(this.dependencies.database).withClientKey(clientKey);
      if (known !== null && known.vehicleId !== fact.vehicleId)
        throw new RequestError('conflict', 'this client key is taken');
      if (known !== null) return this.#shown(this.#open.get(known.id) ?? known);
      return await this.#raise(caller, fact, clientKey, pressedAt);
    });
  }

  /** Something is wrong: raises an alarm, or counts that it is so again. Of no effect where it is known already. */
  async raise(fact: AlarmFact): Promise<void> {
    await this.#turns.take(async () => {
      const known = this.#openOf(fact);
      if (known === null) await this.#raise(null, fact, null);
      else if (known.course.clearedAt !== null) {
        // What is said of it is said of now: the microphone that is muted may have been pulled out before.
        const again = { ...known, details: fact.details };
        await this.#apply(null, again, { name: 'fact-again', at: this.#now() }, null);
      }
    });
  }

  /** It is no longer so. */
  async clear(fact: Pick<AlarmFact, 'kind' | 'vehicleId' | 'cameraId'>): Promise<void> {
    await this.#turns.take(async () => {
      const known = this.#openOf(fact);
      if (known !== null) await this.#apply(null, known, { name: 'fact-ended', at: this.#now() }, null);
    });
  }

  /** What a person does with an alarm. Throws `conflict` where its state or its owner does not allow it. */
  async act(caller: SignedInCaller, alarmId: string, event: AlarmAct, note: string | null): Promise<Alarm> {
    return await this.#turns.take(async () => {
      const row = this.#open.get(alarmId) ?? (await new AlarmsTable(this.dependencies.database).byId(alarmId));
      if (row === null) throw new RequestError('not-found', 'there is no such alarm');
      return this.#shown(await this.#apply(caller, row, { ...event, at: this.#now() }, note));
    });
  }

  /** From the one who has it to another. Answers whether it was: not where it is another's, or over, by now. */
  async handOver(
    caller: SignedInCaller,
    alarmId: string,
    to: { accountId: string; name: string },
    note: string,
  ): Promise<boolean> {
    const by = caller.session.accountId;
    return await this.#turns.take(async () => {
      const row = this.#open.get(alarmId);
      if (row?.course.ownerId !== by) return false;
      await this.#apply(caller, row, { name: 'hand-over', at: this.#now(), by, to: to.accountId }, note, to.name);
      return true;
    });
  }

  /** How long is waited for what has been changed: what is due of itself may be so sooner. */
  patienceChanged(): void {
    this.#schedule();
  }

  /** Waits until what was begun is written. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer?.();
    this.#stopRetry?.();
    await this.#turns.settle();
  }

  async #raise(
    caller: SignedInCaller | null,
    fact: AlarmFact,
    clientKey: string | null,
    pressedAt = Infinity,
  ): Promise<Alarm> {
    const { database, feed } = this.dependencies;
    const at = this.#now();
    const name = caller?.session.name ?? '';
    const { row, tell } = await database.transaction().execute(async (transaction) => {
      const inserted = await insertAlarm(transaction, {
        ...fact,
        id: randomUUID(),
        clientKey,
        raisedAt: at,
        isOpen: true,
        course: raised(at, caller === null ? 'fact' : 'crew'),
        ownerName: null,
        history: [{ at, transition: 'raised', name, note: null }],
        revision: at,
      });
      await this.#audit(transaction, caller, inserted, 'raised', null);
      if (fact.kind === 'sos' && fact.vehicleId !== null) {
        await this.dependencies.holds.begin(transaction, caller, {
          ...{ vehicleId: fact.vehicleId, placeId: fact.placeId, reason: 'sos', alarmId: inserted.id },
          fromAt: Math.min(at, pressedAt) - HELD_BEFORE_MS,
        });
      }
      const told = await feed.addAll(transaction, [
        {
          kind: fact.kind === 'sos' ? 'sos' : 'alarm',
          placeId: fact.placeId,
          vehicleId: fact.vehicleId,
          details: { ...fact.details, alarm: fact.kind, alarmNumber: inserted.number },
        },
      ]);
      return { row: inserted, tell: told };
    });
    this.#keep(row, 'raised');
    tell();
    return this.#shown(row);
  }

  async #apply(
    caller: SignedInCaller | null,
    row: AlarmRow,
    event: AlarmEvent,
    note: string | null,
    ownerName?: string,
  ): Promise<AlarmRow> {
    const step = alarmLifecycle(row.course, event, this.dependencies.thresholds.of(row.placeId).thresholds);
    if (step.outcome === 'refused') {
      const whose = row.course.ownerId === null ? '' : ` by ${row.ownerName ?? ''}`;
      throw new RequestError('conflict', `the alarm is ${row.course.state}${whose}`);
    }
    if (step.outcome === 'already') return row;
    const { course, transition } = step;
    const changed: AlarmRow = {
      ...row,
      course,
      isOpen: course.state !== 'completed',
      ownerName: course.ownerId === null ? null : (ownerName ?? nameOfOwner(row, course, caller)),
      history:
        transition === null
          ? row.history
          : [...row.history, { at: event.at, transition, name: caller?.session.name ?? '', note }],
      revision: Math.max(row.revision + 1, event.at),
    };
    await this.dependencies.database.transaction().execute(async (transaction) => {
      await new AlarmsTable(transaction).change(changed);
      if (transition !== null) await this.#audit(transaction, caller, changed, transition, note);
      if (!changed.isOpen) await this.dependencies.holds.end(transaction, caller, row.id, event.at);
    });
    this.#keep(changed, transition);
    return changed;
  }

  async #audit(
    transaction: Kysely<Schema>,
    caller: Caller | null,
    row: AlarmRow,
    transition: AlarmTransition,
    note: string | null,
  ): Promise<void> {
    await this.dependencies.audit.write(transaction, {
      caller,
      action: `alarms.${transition}`,
      subject: { kind: 'alarm', id: row.id },
      placeId: row.placeId,
      details: { kind: row.kind, number: row.number, ...(note === null ? {} : { note }) },
    });
  }

  /** Written: from now on it is so, and everyone is told. */
  #keep(row: AlarmRow, transition: AlarmTransition | null): void {
    if (row.isOpen) this.#open.set(row.id, row);
    else this.#open.delete(row.id);
    const alarm = this.#shown(row);
    this.dependencies.announcer.announce('alarms:changed', alarm);
    if (transition !== null) this.#listeners.forEach((listener) => listener(alarm, transition));
    this.#schedule();
  }

  #shown(row: AlarmRow): Alarm {
    if (row.course.state !== 'unattended') return alarmOf(row, null);
    const order = callOrder(row.placeId, this.#desks(), (placeId) => this.dependencies.places.place(placeId));
    const called = order[row.course.passes % Math.max(1, order.length)];
    return alarmOf(row, called === undefined ? null : { accountId: called.accountId, name: called.name });
  }

  #desks(): Desk[] {
    const attending = new Map<string, number>();
    for (const { course } of this.#open.values()) {
      if (course.ownerId !== null) attending.set(course.ownerId, (attending.get(course.ownerId) ?? 0) + 1);
    }
    const desks = new Map<string, Desk>();
    for (const { session } of this.dependencies.connections.all()) {
      if (session === null || session.vehicleId !== null) continue;
      const { accountId, name, grants } = session;
      desks.set(accountId, { accountId, name, grants, attending: attending.get(accountId) ?? 0 });
    }
    return [...desks.values()];
  }

  /** An owner came or went, or who is called has changed. */
  #followDesk(accountId: string): void {
    this.#followOwner(accountId);
    for (const row of this.#open.values()) {
      if (row.course.state === 'unattended') this.dependencies.announcer.announce('alarms:changed', this.#shown(row));
    }
  }

  #followOwner(accountId: string): void {
    const isThere = this.#desks().some((desk) => desk.accountId === accountId);
    const own = [...this.#open.values()].filter(({ course }) => course.ownerId === accountId);
    for (const { id } of own) this.#later(id, isThere ? 'owner-back' : 'owner-left');
  }

  #later(alarmId: string, name: 'owner-back' | 'owner-left' | 'time'): void {
    const change = this.#turns.take(async () => {
      const row = this.#open.get(alarmId);
      if (row === undefined) return;
      const isSo = (await this.#apply(null, row, { name, at: this.#now() }, null)) !== row;
      // Not yet, as the clock was set back: it is waited for again.
      if (!isSo && name === 'time') this.#schedule();
    });
    change.catch((error: unknown) => {
      this.dependencies.log.error({ err: error, alarmId, event: name }, 'an alarm could not be changed');
      this.#tryAgain();
    });
  }

  /** Nothing has changed: what is due is due again in a moment, and whether owners are there is looked at anew. */
  #tryAgain(): void {
    if (this.#closed || this.#stopRetry !== null) return;
    this.#stopRetry = this.dependencies.clock.after(RETRY_MS, () => {
      this.#stopRetry = null;
      new Set([...this.#open.values()].flatMap(({ course }) => course.ownerId ?? [])).forEach((ownerId) =>
        this.#followOwner(ownerId),
      );
      this.#schedule();
    });
  }

  /** One timer for the next thing that any alarm waits for. */
  #schedule(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (this.#closed) return;
    const moments = [...this.#open.values()].map((row) => this.#dueAt(row)).filter((moment) => moment !== null);
    if (moments.length === 0) return;
    const inMs = Math.min(Math.max(0, Math.min(...moments) - this.#now()), 2_000_000_000);
    this.#stopTimer = this.dependencies.clock.after(inMs, () => this.#whenDue());
  }

  #whenDue(): void {
    const due = [...this.#open.values()].filter((row) => (this.#dueAt(row) ?? Infinity) <= this.#now());
    due.forEach(({ id }) => this.#later(id, 'time'));
    if (due.length === 0) this.#schedule();
  }

  #dueAt({ course, placeId }: AlarmRow): number | null {
    return dueAt(course, this.dependencies.thresholds.of(placeId).thresholds);
  }

  #openOf({ kind, vehicleId, cameraId }: Pick<AlarmFact, 'kind' | 'vehicleId' | 'cameraId'>): AlarmRow | null {
    const same = (row: AlarmRow): boolean =>
      row.kind === kind && row.vehicleId === vehicleId && row.cameraId === cameraId;
    return [...this.#open.values()].find(same) ?? null;
  }

  #now(): number {
    return this.dependencies.clock.now();
  }
}

/** What a person does; the moment is the server's. */
export type AlarmAct =
  | { readonly name: 'attend' | 'release' | 'complete'; readonly by: string }
  | { readonly name: 'park'; readonly by: string; readonly until: number }
  | { readonly name: 'undo' };

function nameOfOwner(row: AlarmRow, course: AlarmCourse, caller: SignedInCaller | null): string | null {
  return course.ownerId === row.course.ownerId ? row.ownerName : (caller?.session.name ?? null);
}
