import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  EMERGENCY_FLOOR_PRIORITY,
  floorPriorityOfRole,
  type BurstEndReason,
  type FloorAnswer,
  type FloorMessage,
  type FloorSettings,
  type Speaker,
  type TalkGroup,
} from '@protocol';
import type { TalkChannel } from '../media/TalkChannel';
import type { SignedInCaller } from '../wire/Caller';
import type { BurstLog } from './BurstLog';
import type { BurstNews } from './BurstNews';
import { Floor } from './Floor';
import type { EndReason, FloorGrant } from './floorControl';
import type { GroupDefinition } from './talkGroupsOf';

/** Whose emergency a call is. */
export interface Emergency {
  readonly sessionId: string;
  readonly name: string;
  readonly vehicleId: string | null;
  readonly since: number;
}

/** What the call of one group asks of those around it. */
export interface GroupCallDependencies {
  /** In no list, not recorded and not on record: for the probe. */
  hidden: boolean;
  /** False for one that was opened for the moment, and ends when nobody has spoken for its hang time. */
  lasting: boolean;
  clock: () => number;
  log: Logger;
  settings: () => FloorSettings;
  /** The group's track, made at the first word or the first listener. */
  openChannel: () => Promise<TalkChannel>;
  hasMedia: (connectionId: string) => boolean;
  /** From now on the connection's packets go to `sink`; answers how to stop it. */
  listenTo: (connectionId: string, burstId: string, sink: (packet: Buffer) => void) => () => void;
  onForwarded: (packet: Buffer, at: number) => void;
  /** A listener does not hear himself. */
  holdListener: (connectionId: string, held: boolean) => void;
  /** Calls back when the right to speak is lost; answers how to stop watching for it. */
  watchRight: (connectionId: string, lost: (why: 'permission' | 'connection') => void) => () => void;
  record: Pick<BurstLog, 'begin' | 'end'>;
  onBurst: (news: BurstNews) => void;
  announce: (group: TalkGroup, ended: { burstId: string; reason: BurstEndReason } | null) => void;
  send: (connectionId: string, message: FloorMessage) => void;
  /** Nobody has spoken for the hang time. */
  onReleased: () => void;
  onEmergencyEnded: () => void;
}

interface RunningBurst {
  readonly news: BurstNews;
  readonly recorded: Promise<void>;
  readonly stopListening: () => void;
  readonly stopWatching: () => void;
}

/** The call of one talk group: its floor, its track, who speaks, and the record of it. */
export class GroupCall {
  #definition: GroupDefinition;
  #revision: number;
  #speaker: Speaker | null = null;
  #emergency: Emergency | null = null;
  #running: RunningBurst | null = null;
  /** Facts are told in the order in which they happened, each after it was written. */
  #told: Promise<void> = Promise.resolve();
  readonly #floor: Floor;

  constructor(
    definition: GroupDefinition,
    private readonly dependencies: GroupCallDependencies,
  ) {
    this.#definition = definition;
    this.#revision = dependencies.clock();
    this.#floor = new Floor({ clock: dependencies.clock, onEnded: (grant, reason) => this.#end(grant, reason) });
  }

  get definition(): GroupDefinition {
    return this.#definition;
  }

  get hidden(): boolean {
    return this.dependencies.hidden;
  }

  get group(): TalkGroup {
    const emergency = this.#emergency;
    return {
      ...this.#definition,
      speaker: this.#speaker,
      queue: [],
      emergency: emergency && { name: emergency.name, vehicleId: emergency.vehicleId, since: emergency.since },
      settings: this.dependencies.settings(),
      revision: this.#revision,
    };
  }

  get speakingConnectionId(): string | null {
    return this.#running?.news.connectionId ?? null;
  }

  redefine(definition: GroupDefinition): void {
    this.#definition = definition;
    this.tell();
  }

  setEmergency(emergency: Omit<Emergency, 'since'> | null): void {
    this.#emergency = emergency && { ...emergency, since: this.dependencies.clock() };
    this.tell();
  }

  /** Tells the group as it is now. */
  tell(): void {
    this.#change(this.#speaker);
    this.#tell(Promise.resolve(), null);
  }

  /** Answers once the burst and its audit row are written; the gate is open before that. */
  async request(
    caller: SignedInCaller,
    { orderId }: { priority?: number | undefined; preempt: boolean; orderId: string | null },
  ): Promise<FloorAnswer> {
    const { connectionId } = caller;
    const channel = await this.dependencies.openChannel();
    const hasMedia = this.dependencies.hasMedia(connectionId);
    const answer = this.#floor.request(connectionId, randomUUID(), { maySpeak: true, hasMedia });
    if (!answer.granted) return { answer: 'denied', cause: answer.cause, speakerName: this.#speaker?.name ?? null };
    const { burstId, until } = answer.grant;
    if (!answer.again) this.#begin(caller, answer.grant, channel, orderId);
    try {
      await this.#running?.recorded;
    } catch (error) {
      this.#floor.loseConnection(connectionId);
      throw error;
    }
    return { answer: 'granted', burstId, until };
  }

  /** False where this connection was not granted this burst from the queue. */
  take(connectionId: string, burstId: string): boolean {
    return this.hold(connectionId, burstId);
  }

  /** False where this connection does not speak with this burst. */
  hold(connectionId: string, burstId: string): boolean {
    const { holder } = this.#floor;
    return holder?.participantId === connectionId && holder.burstId === burstId;
  }

  /** False where this connection does not speak with this burst. Answers once the end is written. */
  async release(connectionId: string, burstId: string): Promise<boolean> {
    if (!this.#floor.release(connectionId, burstId)) return false;
    await this.#told;
    return true;
  }

  /** False where this connection does not wait for the floor. */
  cancel(_connectionId: string): boolean {
    return false;
  }

  losePermission(connectionId: string): void {
    this.#floor.losePermission(connectionId);
  }

  /** Ends the floor for good; waits until what was said is written. */
  async close(_reason: 'call-closed' | 'server-restarted'): Promise<void> {
    const holder = this.#floor.holder;
    if (holder) this.#floor.loseConnection(holder.participantId);
    this.#floor.close();
    await this.#told;
  }

  #begin(caller: SignedInCaller, { burstId, since, until }: FloorGrant, channel: TalkChannel, orderId: string | null) {
    const { connectionId, session } = caller;
    const { clock, listenTo, holdListener, watchRight, hidden } = this.dependencies;
    const { id: sessionId, accountId, name, vehicleId } = session;
    const emergency = this.#emergency?.sessionId === sessionId;
    const priority = emergency
      ? EMERGENCY_FLOOR_PRIORITY
      : Math.max(...session.grants.map(({ role }) => floorPriorityOfRole[role]), 1);
    const news: BurstNews = {
      phase: 'began',
      burstId,
      groupId: this.#definition.id,
      groupName: this.#definition.name,
      placeId: this.#definition.placeId,
      vehicleId,
      speaker: { sessionId, accountId, name, priority },
      connectionId,
      startedAt: since,
      endedAt: null,
      reason: null,
      emergency,
      orderId,
      floorEvents: [],
    };
    if (!hidden) this.dependencies.onBurst(news);
    channel.beginBurst();
    holdListener(connectionId, true);
    const stopListening = listenTo(connectionId, burstId, (packet) => {
      if (!this.#floor.takeMedia(connectionId)) return;
      const at = clock();
      const forwarded = channel.forward(packet, at);
      if (forwarded) this.dependencies.onForwarded(forwarded, at);
    });
    const stopWatching = watchRight(connectionId, (why) =>
      why === 'permission' ? this.#floor.losePermission(connectionId) : this.#floor.loseConnection(connectionId),
    );
    const recorded = hidden ? Promise.resolve() : this.dependencies.record.begin(caller, rowOf(news));
    this.#running = { news, recorded, stopListening, stopWatching };
    this.#change({ sessionId, name, vehicleId, priority, burstId, since, until });
    this.#tell(recorded, null);
  }

  #end({ burstId }: FloorGrant, reason: EndReason): void {
    const running = this.#running;
    if (running?.news.burstId !== burstId) return;
    const { clock, holdListener, record, onBurst, hidden } = this.dependencies;
    const endedAt = clock();
    this.#running = null;
    running.stopListening();
    running.stopWatching();
    holdListener(running.news.connectionId, false);
    const news: BurstNews = { ...running.news, phase: 'ended', endedAt, reason };
    if (!hidden) onBurst(news);
    this.#change(null);
    const recorded = hidden
      ? Promise.resolve()
      : running.recorded.then(() => record.end(rowOf(news), endedAt, reason, news.floorEvents));
    this.#tell(recorded, { burstId, reason });
  }

  #change(speaker: Speaker | null): void {
    this.#speaker = speaker;
    this.#revision = Math.max(this.#revision + 1, this.dependencies.clock());
  }

  /** A fact that could not be written is told all the same, so that no page shows a speaker who is gone. */
  #tell(written: Promise<void>, ended: { burstId: string; reason: BurstEndReason } | null): void {
    if (this.hidden) return;
    const { group } = this;
    const settled = written.catch(() => undefined);
    this.#told = this.#told.then(() => settled).then(() => this.dependencies.announce(group, ended));
  }
}

function rowOf({ burstId, speaker, orderId, emergency, ...news }: BurstNews) {
  const { groupId, groupName, placeId, vehicleId, startedAt } = news;
  const { accountId, name, priority } = speaker;
  return {
    id: burstId,
    ...{ groupId, groupName, placeId, vehicleId, startedAt, orderId, emergency },
    ...{ accountId, speakerName: name, priority },
  };
}
