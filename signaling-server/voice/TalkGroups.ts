import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type Consumption, type RequestOutput, type TalkGroup, type Vehicle } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Source } from '../media/MediaClient';
import type { MediaHub } from '../media/MediaHub';
import { TalkChannel } from '../media/TalkChannel';
import type { Access } from '../people/Access';
import type { RightsWatch } from '../people/RightsWatch';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import { BurstLog } from './BurstLog';
import type { BurstRow } from './BurstsTable';
import { defaultLimits } from './floorControl';
import { GroupCall } from './GroupCall';
import { GroupListeners } from './GroupListeners';
import { Talkers } from './Talkers';
import { talkGroupsOf, type GroupDefinition } from './talkGroupsOf';

/** How long the first word into a group waits for a recorder to stand ready. */
const RECORDER_READY_MS = 300;

/** Who can be in a group; `Fleet` knows. */
export interface GroupMembers {
  vehicles(): readonly GroupMember[];
  onChanged(listener: (vehicle: GroupMember) => void): () => void;
}
type GroupMember = Pick<Vehicle, 'id' | 'plate' | 'placeId'>;

export interface TalkGroupsDependencies {
  database: Kysely<Schema>;
  media: MediaHub;
  access: Pick<Access, 'registerLocator' | 'places' | 'placeWithin'>;
  connections: Pick<Connections, 'callerOf' | 'onClosed'>;
  rights: Pick<RightsWatch, 'watch'>;
  fleet: GroupMembers;
  announcer: Announcer;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'add'>;
  log: Logger;
  clock: () => number;
}

/** A group's lasting track in one router, as a recorder taps it. */
export interface GroupProducer {
  readonly groupId: string;
  readonly producer: Source['producer'];
  readonly router: Source['worker']['router'];
}

export interface BurstNews {
  readonly burstId: string;
  readonly groupId: string;
  readonly placeId: string;
  /** Null for the centre. */
  readonly vehicleId: string | null;
  readonly phase: 'began' | 'ended';
}

/** Every talk group with its call. */
export class TalkGroups {
  readonly talkers: Talkers;
  readonly #calls = new Map<string, GroupCall>();
  readonly #definitions = new Map<string, GroupDefinition>();
  readonly #channels = new Map<string, Promise<TalkChannel>>();
  readonly #recorded = new Map<string, GroupProducer>();
  readonly #listeners: GroupListeners;
  readonly #burstListeners = new Set<(news: BurstNews) => void>();
  readonly #producerListeners = new Set<(groupProducer: GroupProducer) => void | Promise<void>>();

  private constructor(
    private readonly dependencies: TalkGroupsDependencies,
    private readonly bursts: BurstLog,
  ) {
    const { media, connections, log, clock } = dependencies;
    this.talkers = new Talkers({ clients: media.clients, log, clock });
    this.#listeners = new GroupListeners({ clients: media.clients, connections, log });
  }

  static async create(dependencies: TalkGroupsDependencies): Promise<TalkGroups> {
    const { access, fleet, media } = dependencies;
    const groups = new TalkGroups(dependencies, await BurstLog.create(dependencies, defaultLimits.talkLimitMs));
    groups.#define();
    access.registerLocator('group', (groupId) => {
      const definition = groups.#definitions.get(groupId);
      return definition ? { placeId: definition.placeId, vehicleIds: definition.vehicleIds } : null;
    });
    fleet.onChanged(({ id, placeId, plate }) => {
      const known = groups.#definitions.get(`vehicle:${id}`);
      if (known?.placeId !== placeId || known.name !== plate) groups.#define();
    });
    media.workers.onReady((worker) => {
      for (const [groupId, opening] of groups.#channels) {
        const added = opening.then((channel) => channel.addWorker(worker)).then(() => groups.#offer(groupId));
        added.catch((error: unknown) =>
          dependencies.log.error({ err: error, groupId }, 'a group is not heard on a worker'),
        );
      }
    });
    return groups;
  }

  groups(): TalkGroup[] {
    return [...this.#calls.values()].map(({ group }) => group);
  }

  /** Told at once when a burst begins, before its first packet is forwarded, and when it ends. */
  onBurst(listener: (news: BurstNews) => void): void {
    this.#burstListeners.add(listener);
  }

  /**
   * Told of each group's track when it is made, and again of another one when the first died with its media worker.
   * What a listener answers is waited for, for a moment, before the first word is forwarded.
   */
  onGroupProducer(listener: (groupProducer: GroupProducer) => void | Promise<void>): void {
    this.#producerListeners.add(listener);
  }

  /** The tracks that stand now, by group, for a recorder that comes later. */
  groupProducers(): ReadonlyMap<string, GroupProducer> {
    return this.#recorded;
  }

  /** Makes a group's track before anyone needs it. */
  async prepare(groupId: string): Promise<void> {
    this.#expect(groupId);
    await this.#channel(groupId);
  }

  async join(caller: SignedInCaller, groupId: string): Promise<Consumption> {
    const call = this.#expect(groupId);
    const channel = await this.#channel(groupId);
    const isSpeaking = (): boolean => call.speakingConnectionId === caller.connectionId;
    return this.#listeners.join(caller, groupId, channel, isSpeaking);
  }

  async requestFloor(caller: SignedInCaller, groupId: string): Promise<RequestOutput<'voice:requestFloor'>> {
    return await this.#expect(groupId).request(caller);
  }

  /** Refused with `conflict` where the caller does not speak with this burst, because it has ended already. */
  async releaseFloor({ connectionId }: SignedInCaller, groupId: string, burstId: string): Promise<void> {
    const released = await this.#expect(groupId).release(connectionId, burstId);
    if (!released) throw new RequestError('conflict', 'this burst does not hold the floor');
  }

  /** Refused with `conflict` where the caller does not speak with this burst. */
  holdFloor({ connectionId }: SignedInCaller, groupId: string, burstId: string): void {
    if (!this.#expect(groupId).holds(connectionId, burstId)) {
      throw new RequestError('conflict', 'this burst does not hold the floor');
    }
  }

  /** Ends what is being said and waits until it is written. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.close()));
    const channels = await Promise.allSettled(this.#channels.values());
    channels.forEach((opened) => opened.status === 'fulfilled' && opened.value.close());
    this.#channels.clear();
  }

  #define(): void {
    const { access, fleet } = this.dependencies;
    const within = (placeId: string, ancestorId: string): boolean => access.placeWithin(placeId, ancestorId);
    for (const definition of talkGroupsOf(access.places(), fleet.vehicles(), within)) {
      const before = this.#definitions.get(definition.id);
      if (before && JSON.stringify(before) === JSON.stringify(definition)) continue;
      this.#definitions.set(definition.id, definition);
      const call = this.#calls.get(definition.id);
      if (call) call.redefine(definition);
      else this.#calls.set(definition.id, this.#callOf(definition));
    }
  }

  #callOf(definition: GroupDefinition): GroupCall {
    const { announcer, rights, connections, clock } = this.dependencies;
    const groupId = definition.id;
    return new GroupCall(definition, {
      clock,
      openChannel: () => this.#channel(groupId),
      hasMedia: (connectionId) => this.talkers.hasMedia(connectionId),
      listenTo: (connectionId, burstId, sink) => {
        this.talkers.open(connectionId, burstId, sink);
        return () => this.talkers.shut(connectionId, burstId);
      },
      holdListener: (connectionId, held) => this.#listeners.hold(connectionId, groupId, held),
      watchRight: (connectionId, lost) =>
        rights.watch({
          connectionId,
          permission: 'voice.speak',
          subjects: [{ kind: 'group', id: groupId }],
          close: () => lost(connections.callerOf(connectionId)?.session ? 'permission' : 'connection'),
        }),
      recordBegin: (caller, burst) => this.bursts.begin(caller, burst),
      recordEnd: (burst, endedAt, reason) => this.bursts.end(burst, endedAt, reason),
      onBurst: (burst, phase) => this.#tellBurst(burst, phase),
      announce: (group, ended) => announcer.announce('voice:changed', { group, ended }),
    });
  }

  #channel(groupId: string): Promise<TalkChannel> {
    const existing = this.#channels.get(groupId);
    if (existing) return existing;
    const opening = TalkChannel.create(this.dependencies.media.workers);
    const offered = opening.then(async (channel) => {
      await this.#offerOf(groupId, channel);
      return channel;
    });
    this.#channels.set(groupId, offered);
    offered.catch(() => this.#channels.delete(groupId));
    return offered;
  }

  async #offer(groupId: string): Promise<void> {
    const channel = await this.#channels.get(groupId);
    if (channel) await this.#offerOf(groupId, channel);
  }

  /** Names one of the channel's tracks as the one to record, unless the one named before still stands. */
  async #offerOf(groupId: string, channel: TalkChannel): Promise<void> {
    if (this.#recorded.get(groupId)?.producer.closed === false) return;
    const source = channel.sources()[0];
    if (!source) return;
    const offered: GroupProducer = { groupId, producer: source.producer, router: source.worker.router };
    this.#recorded.set(groupId, offered);
    source.producer.observer.once('close', () => {
      this.#recorded.delete(groupId);
      this.#offer(groupId).catch(() => undefined);
    });
    const ready = Promise.allSettled([...this.#producerListeners].map(async (listener) => listener(offered)));
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, RECORDER_READY_MS).unref())]);
  }

  #tellBurst({ id, groupId, placeId, vehicleId }: BurstRow, phase: 'began' | 'ended'): void {
    const news: BurstNews = { burstId: id, groupId, placeId, vehicleId, phase };
    this.#burstListeners.forEach((listener) => listener(news));
  }

  #expect(groupId: string): GroupCall {
    const call = this.#calls.get(groupId);
    if (!call) throw new RequestError('not-found', 'there is no such talk group');
    return call;
  }
}
