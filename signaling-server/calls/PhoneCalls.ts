import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type Consumption, type PhoneCall, type Vehicle } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import type { RightsWatch } from '../people/RightsWatch';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { Caller, SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import type { PhoneLegs } from './PhoneLegs';
import type { PhoneLine } from './phoneLine';
import { PhoneLog } from './PhoneLog';
import { RingLimit } from './RingLimit';
import type { Speakers } from './Speakers';
import { Switchboard } from './Switchboard';
import { Turns } from './Turns';

/** So long a call that is over is still known by its id, for those who speak of it late. */
const KEPT_AFTER_END_MS = 60_000;

export interface PhoneCallsDependencies {
  database: Kysely<Schema>;
  legs: Pick<PhoneLegs, 'prepare' | 'open' | 'hear' | 'end'>;
  speakers: Pick<Speakers, 'isSpeaking'>;
  connections: Pick<Connections, 'all' | 'callerOf' | 'onClosed'>;
  rights: Pick<RightsWatch, 'watch'>;
  access: Pick<Access, 'may' | 'places' | 'registerLocator'>;
  fleet: Pick<Fleet, 'vehicle'>;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  log: Logger;
  clock: () => number;
}

interface Running {
  call: PhoneCall;
  readonly callerConnectionId: string;
  calleeConnectionId: string | null;
  /** Facts are stored and told in the order in which they happened. */
  readonly turns: Turns;
  readonly stopWatching: (() => void)[];
}

/** Phone calls between the centre and its vehicles, as they are known, stored, heard and told. */
export class PhoneCalls {
  readonly #calls = new Map<string, Running>();
  readonly #board: Switchboard;
  readonly #record: PhoneLog;
  readonly #rings: RingLimit;
  readonly #listeners = new Set<(call: PhoneCall) => void>();

  private constructor(private readonly dependencies: PhoneCallsDependencies) {
    this.#record = new PhoneLog(dependencies);
    this.#rings = new RingLimit(dependencies.clock);
    this.#board = new Switchboard({
      isSpeaking: (party) => this.#connectionsOf(party).some((id) => dependencies.speakers.isSpeaking(id)),
      onChanged: (line) => this.#happened(line),
    });
  }

  /** Ends what a dead server left ringing or running. */
  static async create(dependencies: PhoneCallsDependencies): Promise<PhoneCalls> {
    const calls = new PhoneCalls(dependencies);
    await calls.#record.endLeftOpen(dependencies.clock());
    dependencies.access.registerLocator('call', (callId) => calls.#locate(callId));
    dependencies.connections.onClosed((caller) => calls.#lostConnection(caller));
    return calls;
  }

  /** Told of each step of a call, once it is on record; of its end also where that could not be written. */
  onChanged(listener: (call: PhoneCall) => void): void {
    this.#listeners.add(listener);
  }

  /** What rings or runs now and the caller may know of. */
  list({ session }: SignedInCaller): PhoneCall[] {
    const { access } = this.dependencies;
    return [...this.#calls.values()]
      .map(({ call }) => call)
      .filter(({ state }) => state !== 'ended')
      .filter(({ vehicleId }) => access.may(session, 'voice.speak', [{ kind: 'vehicle', id: vehicleId }]));
  }

  /**
   * Rings the vehicle from a desk, or the centre from the vehicle's terminal. Answers with a call that is over already
   * where the other is busy or cannot be reached. Refused with `conflict` where the caller is in a call or speaks,
   * `rate-limited` where he rings without end.
   */
  async ring(caller: SignedInCaller, vehicleId: string): Promise<PhoneCall> {
    const vehicle = this.dependencies.fleet.vehicle(vehicleId);
    if (!vehicle) throw new RequestError('not-found', 'there is no such vehicle');
    const party = this.#partyOf(caller, vehicleId);
    this.#rings.take(caller.connectionId);
    const fromVehicle = caller.session.vehicleId !== null;
    const callee = fromVehicle ? null : vehicleParty(vehicleId);
    const reachable = callee === null ? this.#desksInCharge(vehicleId) : this.#reachable(callee);
    const line = this.#board.ring({ callId: randomUUID(), caller: party, callee, reachable });
    const running = this.#begin(caller, vehicle, line);
    const { call } = running;
    if (call.state !== 'ended') this.#watch(running, party, caller.connectionId);
    await this.#keep(running, call, () => this.#record.ring(caller, call), party);
    return call;
  }

  /** Refused with `conflict` where another was first or it is over, `forbidden` for one who is not rung. */
  async answer(caller: SignedInCaller, callId: string): Promise<PhoneCall> {
    const running = this.#expect(callId);
    const party = this.#partyOf(caller, running.call.vehicleId);
    this.#board.answer(callId, party);
    const { name, vehicleId, accountId } = caller.session;
    const call = this.#change(running, {
      state: 'talking',
      callee: { name, vehicleId, accountId },
      answeredAt: this.dependencies.clock(),
    });
    running.calleeConnectionId = caller.connectionId;
    this.#watch(running, party, caller.connectionId);
    const legs = { caller: randomUUID(), callee: randomUUID() };
    await this.#keep(running, call, () => this.#record.answer(caller, call, legs), party);
    const { callerConnectionId } = running;
    const spoken = { burstId: legs.caller, connectionId: callerConnectionId, vehicleId: call.caller.vehicleId };
    await this.dependencies.legs.open(callId, 'caller', spoken);
    await this.dependencies.legs.open(callId, 'callee', {
      ...{ burstId: legs.callee, connectionId: caller.connectionId, vehicleId },
    });
    return call;
  }

  /** Refused as an answer would be. At the centre it rings on at the other desks. */
  async refuse(caller: SignedInCaller, callId: string): Promise<PhoneCall> {
    const running = this.#expect(callId);
    const line = this.#board.refuse(callId, this.#partyOf(caller, running.call.vehicleId));
    if (line.state === 'ended') return await this.#end(running, line, caller, 'calls.refuse');
    await running.turns.take(() => this.#record.refuse(caller, running.call));
    return running.call;
  }

  /** Refused with `forbidden` for one who is not in it, `conflict` where it is over or is to be refused instead. */
  async hangUp(caller: SignedInCaller, callId: string): Promise<PhoneCall> {
    const running = this.#expect(callId);
    const line = this.#board.hangUp(callId, this.#partyOf(caller, running.call.vehicleId));
    return await this.#end(running, line, caller, 'calls.hangUp');
  }

  /** The other one's words. Refused with `conflict` while nobody talks, `forbidden` for anyone but the two. */
  async hear(caller: SignedInCaller, callId: string): Promise<Consumption> {
    const { call, callerConnectionId, calleeConnectionId } = this.#expect(callId);
    if (call.state !== 'talking') throw new RequestError('conflict', 'nobody talks in this call');
    const { connectionId } = caller;
    if (connectionId !== callerConnectionId && connectionId !== calleeConnectionId) {
      throw new RequestError('forbidden', 'this is a call of others');
    }
    const other = connectionId === callerConnectionId ? 'callee' : 'caller';
    return await this.dependencies.legs.hear(caller, callId, other);
  }

  /** Ends every call and settles once that is stored. */
  async close(): Promise<void> {
    this.#board.close();
    await Promise.all([...this.#calls.values()].map(({ turns }) => turns.settle()));
  }

  #begin({ session, connectionId }: SignedInCaller, vehicle: Vehicle, line: PhoneLine): Running {
    const { clock, access, legs, log } = this.dependencies;
    const at = clock();
    const isOver = line.state === 'ended';
    const centre = access.places().find(({ parentId }) => parentId === null)?.name ?? '';
    const call: PhoneCall = {
      id: line.callId,
      placeId: vehicle.placeId,
      vehicleId: vehicle.id,
      caller: { name: session.name, vehicleId: session.vehicleId, accountId: session.accountId },
      callee: {
        name: line.callee === null ? centre : vehicle.plate,
        vehicleId: line.callee === null ? null : vehicle.id,
        accountId: null,
      },
      ...{ state: line.state, endReason: line.endReason, startedAt: at, answeredAt: null },
      endedAt: isOver ? at : null,
      revision: at,
    };
    const running: Running = {
      ...{ call, callerConnectionId: connectionId, calleeConnectionId: null },
      ...{ turns: new Turns(), stopWatching: [] },
    };
    this.#forgetOld(at);
    this.#calls.set(call.id, running);
    if (!isOver) {
      legs
        .prepare(call.id, call.placeId)
        .catch((error: unknown) => log.error({ err: error, call: call.id }, 'a phone call has no track yet'));
    }
    return running;
  }

  /** What the switchboard did of itself. */
  #happened(line: PhoneLine): void {
    const running = this.#calls.get(line.callId);
    if (!running || line.state !== 'ended') return;
    this.#end(running, line, null, 'calls.end').catch((error: unknown) =>
      this.dependencies.log.error({ err: error, call: line.callId }, 'the end of a phone call was not written'),
    );
  }

  async #end(running: Running, line: PhoneLine, caller: SignedInCaller | null, action: string): Promise<PhoneCall> {
    const call = this.#change(running, {
      ...{ state: 'ended', endReason: line.endReason, endedAt: this.dependencies.clock() },
    });
    this.dependencies.legs.end(call.id);
    running.stopWatching.splice(0).forEach((stop) => stop());
    await running.turns.take(async () => {
      try {
        await this.#record.end(caller, call, action);
      } finally {
        this.#tell(call);
      }
    });
    return call;
  }

  /** Stores a step and then tells of it; a step that cannot be stored ends the call. */
  async #keep(running: Running, call: PhoneCall, store: () => Promise<void>, party: string): Promise<void> {
    try {
      await running.turns.take(async () => {
        await store();
        this.#tell(call);
      });
    } catch (error) {
      this.#board.drop(call.id, party, 'connection-lost');
      throw error;
    }
  }

  #tell(call: PhoneCall): void {
    this.dependencies.announcer.announce('calls:changed', call);
    this.#listeners.forEach((listener) => listener(call));
  }

  #change(running: Running, part: Partial<PhoneCall>): PhoneCall {
    const revision = Math.max(running.call.revision + 1, this.dependencies.clock());
    running.call = { ...running.call, ...part, revision };
    return running.call;
  }

  #watch(running: Running, party: string, connectionId: string): void {
    const { rights, connections } = this.dependencies;
    const { id: callId } = running.call;
    running.stopWatching.push(
      rights.watch({
        connectionId,
        permission: 'voice.speak',
        subjects: [{ kind: 'call', id: callId }],
        close: () => {
          const isThere = connections.callerOf(connectionId)?.session != null;
          this.#board.drop(callId, party, isThere ? 'no-permission' : 'connection-lost');
        },
      }),
    );
  }

  /** Whoever was in a call by this connection is told by his watched right; here it only stops ringing. */
  #lostConnection({ connectionId, session }: Caller): void {
    this.#rings.forget(connectionId);
    if (!session) return;
    const party = session.vehicleId === null ? deskParty(connectionId) : vehicleParty(session.vehicleId);
    if (this.#connectionsOf(party).length === 0) this.#board.lose(party, 'connection-lost');
  }

  /** Refused with `forbidden` for one who is neither the vehicle's terminal nor a desk in charge of it. */
  #partyOf({ session, connectionId }: SignedInCaller, vehicleId: string): string {
    if (session.vehicleId !== null) return vehicleParty(session.vehicleId);
    const isDesk = this.dependencies.access.may(session, 'calls.open', [{ kind: 'vehicle', id: vehicleId }]);
    if (!isDesk) throw new RequestError('forbidden', 'only a desk of the centre and the vehicle itself call');
    return deskParty(connectionId);
  }

  #desksInCharge(vehicleId: string): string[] {
    const { connections, access } = this.dependencies;
    return connections
      .all()
      .filter(({ session }) => session !== null && session.vehicleId === null)
      .filter(({ session }) => session && access.may(session, 'calls.open', [{ kind: 'vehicle', id: vehicleId }]))
      .map(({ connectionId }) => deskParty(connectionId));
  }

  #reachable(party: string): string[] {
    return this.#connectionsOf(party).length > 0 ? [party] : [];
  }

  #connectionsOf(party: string): string[] {
    return this.dependencies.connections
      .all()
      .filter(({ connectionId, session }) =>
        session?.vehicleId == null ? deskParty(connectionId) === party : vehicleParty(session.vehicleId) === party,
      )
      .map(({ connectionId }) => connectionId);
  }

  #locate(callId: string): { placeId: string; vehicleIds: string[] } | null {
    const call = this.#calls.get(callId)?.call;
    if (!call) return null;
    const placeId = this.dependencies.fleet.vehicle(call.vehicleId)?.placeId ?? call.placeId;
    return { placeId, vehicleIds: [call.vehicleId] };
  }

  #expect(callId: string): Running {
    const running = this.#calls.get(callId);
    if (!running) throw new RequestError('not-found', 'there is no such call');
    return running;
  }

  #forgetOld(at: number): void {
    for (const [callId, { call }] of this.#calls) {
      if (call.endedAt !== null && at - call.endedAt > KEPT_AFTER_END_MS) this.#calls.delete(callId);
    }
  }
}

function vehicleParty(vehicleId: string): string {
  return `vehicle:${vehicleId}`;
}

function deskParty(connectionId: string): string {
  return `desk:${connectionId}`;
}
