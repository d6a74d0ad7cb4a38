import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import {
  RequestError,
  type Consumption,
  type FloorAnswer,
  type ParsedInput,
  type Polygon,
  type TalkGroup,
  type Vehicle,
} from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Source } from '../media/MediaClient';
import type { MediaHub } from '../media/MediaHub';
import type { Access } from '../people/Access';
import type { RightsWatch } from '../people/RightsWatch';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import { RateLimit } from '../wire/RateLimit';
import { BurstLog } from './BurstLog';
import type { BurstNews } from './BurstNews';
import { GroupCall, type Emergency, type FloorWish } from './GroupCall';
import { GroupChannels, type GroupProducer } from './GroupChannels';
import { GroupGuests } from './GroupGuests';
import { GroupListeners, type GroupListener } from './GroupListeners';
import { GroupSettings } from './GroupSettings';
import { noteMisuse } from './noteMisuse';
import { subjectOfSpeech, vehiclesOfSpeech, type OpenMatters } from './subjectOfSpeech';
import { Talkers, type Misuse } from './Talkers';
import { talkGroupsOf, type GroupDefinition } from './talkGroupsOf';

/** Who can be in a group; `Fleet` knows. */
export interface GroupMembers {
  vehicles(): readonly GroupMember[];
  onChanged(listener: (vehicle: GroupMember) => void): () => void;
}
type GroupMember = Pick<Vehicle, 'id' | 'plate' | 'placeId'>;

export interface TalkGroupsDependencies {
  database: Kysely<Schema>;
  media: MediaHub;
  access: Pick<Access, 'registerLocator' | 'places' | 'placeWithin' | 'may'>;
  connections: Pick<Connections, 'callerOf' | 'onClosed' | 'all'>;
  rights: Pick<RightsWatch, 'watch'>;
  fleet: GroupMembers;
  announcer: Announcer;
  audit: Pick<Audit, 'write' | 'writeAll'>;
  feed: Pick<Feed, 'add' | 'addAll'>;
  /** Where bursts stand until they are in the database. */
  burstJournalFile: string;
  log: Logger;
  clock: () => number;
}

/** Floor requests of one connection: far more than a hand presses, far fewer than would disturb others. */
const FLOOR_REQUESTS = { burst: 10, refillPerSecond: 3 };

type ForwardedListener = (groupId: string, packet: Buffer, at: number) => void;

/** Every talk group with its call: those that the organisation has of itself, and those opened for the moment. */
export class TalkGroups {
  readonly talkers: Talkers;
  readonly #calls = new Map<string, GroupCall>();
  readonly #channels: GroupChannels;
  readonly #listeners: GroupListeners;
  readonly #guests = new GroupGuests();
  #forwardedPackets = 0;
  readonly #burstListeners = new Set<(news: BurstNews) => void>();
  readonly #forwardedListeners = new Set<ForwardedListener>();
  readonly #closedListeners = new Set<(groupId: string) => void>();
  readonly #emergencyEndedListeners = new Set<(groupId: string) => void>();
  readonly #requestLimits = new Map<string, RateLimit>();
  readonly #misuseListeners = new Set<(misuse: Misuse) => void>();
  #openMatters: (vehicleIds: readonly string[]) => OpenMatters = () => ({ orders: [], alarms: [] });

  private constructor(
    private readonly dependencies: TalkGroupsDependencies,
    private readonly bursts: BurstLog,
    private readonly settings: GroupSettings,
  ) {
    const { media, connections, log, clock } = dependencies;
    const onMisuse = (misuse: Misuse): void => this.#misuseListeners.forEach((listener) => listener(misuse));
    const waits = (connectionId: string): boolean => [...this.#calls.values()].some((call) => call.waits(connectionId));
    this.talkers = new Talkers({ clients: media.clients, log, clock, waits, onMisuse });
    this.#listeners = new GroupListeners({ clients: media.clients, connections, log, clock });
    const isRecorded = (groupId: string): boolean => this.#calls.get(groupId)?.hidden === false;
    this.#channels = new GroupChannels({ workers: media.workers, isRecorded });
  }

  static async create(dependencies: TalkGroupsDependencies): Promise<TalkGroups> {
    const { access, fleet, media, connections, log } = dependencies;
    const groups = new TalkGroups(
      dependencies,
      await BurstLog.create(dependencies),
      await GroupSettings.create(dependencies),
    );
    groups.#define();
    connections.onClosed(({ connectionId }) => {
      groups.#requestLimits.delete(connectionId);
      groups.#calls.forEach((call) => call.lose(connectionId, 'connection-lost'));
    });
    groups.onMisuse((misuse) => noteMisuse(misuse, dependencies));
    access.registerLocator('group', (groupId) => groups.#locate(groupId));
    fleet.onChanged(({ id, placeId, plate }) => {
      const known = groups.#calls.get(`vehicle:${id}`)?.definition;
      if (known?.placeId !== placeId || known.name !== plate) groups.#define();
    });
    media.workers.onReady((worker) => {
      void groups.#channels.addWorker(worker).then((failures) => {
        for (const { groupId, error } of failures)
          log.error({ err: error, groupId }, 'a group is not heard on a worker');
      });
    });
    return groups;
  }

  /** Packets of talk sound that went out, since the start. */
  get forwardedPackets(): number {
    return this.#forwardedPackets;
  }

  groups(): TalkGroup[] {
    return [...this.#calls.values()].filter(({ hidden }) => !hidden).map(({ group }) => group);
  }

  group(groupId: string): TalkGroup | null {
    return this.#calls.get(groupId)?.group ?? null;
  }

  /** Told at once when a burst begins, before its first packet is forwarded, and when it ends. Not of hidden groups. */
  onBurst(listener: (news: BurstNews) => void): void {
    this.#burstListeners.add(listener);
  }

  /** Told of every packet as it goes out, of hidden groups too. */
  onForwarded(listener: ForwardedListener): void {
    this.#forwardedListeners.add(listener);
  }

  /** Told when a group that was opened for the moment is no more: it was closed, or nobody spoke for its hang time. */
  onGroupClosed(listener: (groupId: string) => void): void {
    this.#closedListeners.add(listener);
  }

  /** Told when an emergency has ended by itself, since nobody spoke for its hang time. */
  onEmergencyEnded(listener: (groupId: string) => void): void {
    this.#emergencyEndedListeners.add(listener);
  }

  /** Told at most once a minute of one who sends talk sound without the floor. */
  onMisuse(listener: (misuse: Misuse) => void): void {
    this.#misuseListeners.add(listener);
  }

  /** From now on words belong to what is open when they begin. Asked at each burst, for the alarms of some vehicles. */
  relateTo(openMatters: (vehicleIds: readonly string[]) => OpenMatters): void {
    this.#openMatters = openMatters;
  }

  /**
   * Told of each group's track when it is made, and again of another one when the first died with its media worker.
   * What a listener answers is waited for, for a moment, before the first word is forwarded.
   */
  onGroupProducer(listener: (groupProducer: GroupProducer) => void | Promise<void>): void {
    this.#channels.onProducer(listener);
  }

  /** The tracks that stand now, by group, for a recorder that comes later. */
  groupProducers(): ReadonlyMap<string, GroupProducer> {
    return this.#channels.producers();
  }

  /** Makes a group's track before anyone needs it; answers where it can be received. */
  async prepare(groupId: string): Promise<readonly Source[]> {
    this.#expect(groupId);
    return (await this.#channels.of(groupId)).sources();
  }

  /** Who listens to a group now. */
  listenersOf(groupId: string): readonly GroupListener[] {
    return this.#listeners.of(groupId);
  }

  /**
   * Opens a group for the moment; its id is the caller's to choose. A hidden one is in no list, nobody is told of it,
   * and it is neither recorded nor on record. Throws `conflict` where there is one of this id.
   */
  openGroup(definition: GroupDefinition, { hidden = false }: { hidden?: boolean } = {}): TalkGroup {
    if (this.#calls.has(definition.id)) throw new RequestError('conflict', 'there is a group of this id already');
    const call = this.#callOf(this.#guests.define(definition), { hidden, lasting: false });
    this.#calls.set(definition.id, call);
    call.tell();
    return call.group;
  }

  /**
   * Changes who is in a group, also while one speaks: a talker who is no longer in it is revoked, whoever is no longer
   * in it hears nothing more and is told that it is closed for him. Throws `not-found`.
   */
  redefineGroup(
    groupId: string,
    change: { vehicleIds?: readonly string[]; area?: Polygon | null; name?: string },
  ): TalkGroup {
    const definition = this.#guests.own(groupId) ?? this.#expect(groupId).definition;
    const { vehicleIds = definition.vehicleIds, area = definition.area, name = definition.name } = change;
    this.#redefine(this.#guests.define({ ...definition, vehicleIds: [...vehicleIds], area, name }));
    return this.#expect(groupId).group;
  }

  /** These are in the group beside its own, in the place of those invited before; of no effect without the group. */
  invite(groupId: string, vehicleIds: readonly string[]): void {
    const definition = this.#guests.invite(groupId, vehicleIds);
    if (definition !== null) this.#redefine(definition);
  }

  /** Whoever speaks is revoked with `call-closed`. Answers once his burst is written; `not-found` without the group. */
  async closeGroup(groupId: string): Promise<void> {
    const { access, connections, announcer } = this.dependencies;
    const call = this.#expect(groupId);
    const told = connections
      .all()
      .filter(
        ({ session }) => session !== null && access.may(session, 'voice.listen', [{ kind: 'group', id: groupId }]),
      );
    await call.close('call-closed');
    if (!this.#calls.delete(groupId)) return;
    this.#guests.forget(groupId);
    this.#listeners.dropAll(groupId);
    if (!call.hidden)
      told.forEach(({ connectionId }) => announcer.tell(connectionId, 'voice:groupClosed', { groupId }));
    this.#closedListeners.forEach((listener) => listener(groupId));
    await this.#channels.drop(groupId);
    await this.settings.forget(groupId);
  }

  /** Makes the group's call an emergency call of one session, or an ordinary one again. Throws `not-found`. */
  setEmergency(groupId: string, emergency: Emergency | null): TalkGroup {
    const call = this.#expect(groupId);
    call.setEmergency(emergency);
    return call.group;
  }

  async join(caller: SignedInCaller, groupId: string): Promise<Consumption> {
    const call = this.#expect(groupId);
    const channel = await this.#channels.standing(groupId);
    const isSpeaking = (): boolean => call.speakingConnectionId === caller.connectionId;
    return this.#listeners.join(caller, groupId, channel, isSpeaking);
  }

  /** Refused with `forbidden` above the caller's own priority, `rate-limited` for one who presses without end. */
  async requestFloor(
    caller: SignedInCaller,
    { groupId, ...asked }: FloorWish & { groupId: string },
  ): Promise<FloorAnswer> {
    const call = this.#expect(groupId);
    const { connectionId } = caller;
    const limit = this.#requestLimits.get(connectionId) ?? new RateLimit(this.dependencies.clock, FLOOR_REQUESTS);
    this.#requestLimits.set(connectionId, limit);
    if (!limit.take()) throw new RequestError('rate-limited', 'too many floor requests');
    return await call.request(caller, asked);
  }

  /** Refused with `conflict` where the caller was not granted this burst from the queue, or comes too late. */
  takeFloor({ connectionId }: SignedInCaller, groupId: string, burstId: string): void {
    if (!this.#expect(groupId).take(connectionId, burstId)) throw notHeld();
  }

  /** Refused with `conflict` where the caller does not speak with this burst. */
  holdFloor({ connectionId }: SignedInCaller, groupId: string, burstId: string): void {
    if (!this.#expect(groupId).hold(connectionId, burstId)) throw notHeld();
  }

  /** Refused with `conflict` where the caller does not speak with this burst, because it has ended already. */
  async releaseFloor({ connectionId }: SignedInCaller, groupId: string, burstId: string): Promise<void> {
    if (!(await this.#expect(groupId).release(connectionId, burstId))) throw notHeld();
  }

  /** Refused with `conflict` where the caller does not wait for the floor. */
  cancelRequest({ connectionId }: SignedInCaller, groupId: string): void {
    if (!this.#expect(groupId).cancel(connectionId)) throw new RequestError('conflict', 'no request is queued');
  }

  /** Timers and limits from the next event on. */
  async configure(caller: SignedInCaller, { groupId, settings }: ParsedInput<'voice:configure'>): Promise<TalkGroup> {
    const call = this.#expect(groupId);
    await this.settings.change(caller, call.definition, settings);
    call.tell();
    return call.group;
  }

  /** Ends what is being said and waits until it is written. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.close('server-restarted')));
    this.bursts.close();
    await this.#channels.close();
  }

  #locate(groupId: string): { placeId: string; vehicleIds: readonly string[] } | null {
    const call = this.#calls.get(groupId);
    return call && !call.hidden ? call.definition : null;
  }

  #define(): void {
    const { access, fleet } = this.dependencies;
    const within = (placeId: string, ancestorId: string): boolean => access.placeWithin(placeId, ancestorId);
    for (const own of talkGroupsOf(access.places(), fleet.vehicles(), within)) {
      const definition = this.#guests.define(own);
      if (this.#calls.has(definition.id)) this.#redefine(definition);
      else this.#calls.set(definition.id, this.#callOf(definition, { hidden: false, lasting: true }));
    }
  }

  #redefine(definition: GroupDefinition): void {
    const call = this.#expect(definition.id);
    const before = call.definition;
    if (JSON.stringify(before) === JSON.stringify(definition)) return;
    const gone = new Set(before.vehicleIds.filter((vehicleId) => !definition.vehicleIds.includes(vehicleId)));
    const { connections, announcer } = this.dependencies;
    const left = gone.size === 0 ? [] : connections.all().filter(({ session }) => gone.has(session?.vehicleId ?? ''));
    call.redefine(definition);
    for (const { connectionId } of left) {
      call.lose(connectionId, 'no-permission');
      this.#listeners.drop(connectionId, definition.id);
      if (!call.hidden) announcer.tell(connectionId, 'voice:groupClosed', { groupId: definition.id });
    }
  }

  #callOf(definition: GroupDefinition, { hidden, lasting }: { hidden: boolean; lasting: boolean }): GroupCall {
    const { announcer, rights, connections, clock, log } = this.dependencies;
    const groupId = definition.id;
    return new GroupCall(definition, {
      hidden,
      lasting,
      clock: { now: clock, after },
      log,
      settings: () => this.settings.of(groupId),
      openChannel: () => this.#channels.of(groupId),
      hasMedia: (connectionId) => this.talkers.hasMedia(connectionId),
      listenTo: (connectionId, burstId, sink) => {
        this.talkers.open(connectionId, burstId, sink);
        return () => this.talkers.shut(connectionId, burstId);
      },
      onForwarded: (packet, at) => {
        this.#forwardedPackets += 1;
        this.#forwardedListeners.forEach((listener) => listener(groupId, packet, at));
      },
      holdListener: (connectionId, held) => this.#listeners.hold(connectionId, groupId, held),
      watchRight: (connectionId, lost) => {
        // Those in a hidden group have no line and no right to lose.
        if (hidden) return () => undefined;
        return rights.watch({
          connectionId,
          permission: 'voice.speak',
          subjects: [{ kind: 'group', id: groupId }],
          close: () => lost(connections.callerOf(connectionId)?.session ? 'no-permission' : 'connection-lost'),
        });
      },
      subjectOf: (speech) => subjectOfSpeech(speech, this.#openMatters(vehiclesOfSpeech(speech))),
      record: this.bursts,
      onBurst: (news) => this.#burstListeners.forEach((listener) => listener(news)),
      announce: (group, ended) => announcer.announce('voice:changed', { group, ended }),
      send: (connectionId, floor) => announcer.tell(connectionId, 'voice:floor', { groupId, floor }),
      onReleased: () =>
        void this.closeGroup(groupId).catch((error: unknown) =>
          log.error({ err: error, groupId }, 'a group did not close'),
        ),
      onEmergencyEnded: () => this.#emergencyEndedListeners.forEach((listener) => listener(groupId)),
    });
  }

  #expect(groupId: string): GroupCall {
    const call = this.#calls.get(groupId);
    if (!call) throw new RequestError('not-found', 'there is no such talk group');
    return call;
  }
}

function after(inMs: number, act: () => void): () => void {
  const timer = setTimeout(act, inMs);
  return () => clearTimeout(timer);
}

function notHeld(): RequestError {
  return new RequestError('conflict', 'this burst does not hold the floor');
}
