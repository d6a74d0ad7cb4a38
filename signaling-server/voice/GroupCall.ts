import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  EMERGENCY_FLOOR_PRIORITY,
  floorPriorityOfRole,
  RequestError,
  type BurstEndReason,
  type FloorAnswer,
  type FloorMessage,
  type FloorSettings,
  type ParsedInput,
  type TalkGroup,
} from '@protocol';
import type { TalkChannel } from '../media/TalkChannel';
import type { SignedInCaller } from '../wire/Caller';
import type { BurstLog } from './BurstLog';
import type { BurstNews } from './BurstNews';
import type { BurstRow } from './BurstsTable';
import { Floor, type FloorClock } from './Floor';
import { FloorEvents } from './FloorEvents';
import { floorAnswerOf, floorMessageOf } from './floorMessageOf';
import { rankOf, type FloorRequest } from './floorQueue';
import type { FloorGrant } from './generalState';
import type { ParticipantMessage } from './participantFloor';
import type { Speech, SpeechSubject } from './subjectOfSpeech';
import type { TalkSink } from './Talkers';
import type { GroupDefinition } from './talkGroupsOf';

/** Whose emergency a call is. */
export interface Emergency {
  readonly sessionId: string;
  readonly name: string;
  readonly vehicleId: string | null;
  readonly since: number;
  /** Whether it goes on though nobody speaks, as the call for help that it is for is still open. */
  readonly lasts: () => boolean;
}

type Channel = Pick<TalkChannel, 'beginBurst' | 'forward'>;

/** What the call of one group asks of those around it. */
export interface GroupCallDependencies {
  /** In no list, not recorded and not on record: for the probe. */
  hidden: boolean;
  /** False for one that was opened for the moment, and ends when nobody has spoken for its hang time. */
  lasting: boolean;
  clock: FloorClock;
  log: Logger;
  settings: () => FloorSettings;
  /** The group's track, made at the first word or the first listener. */
  openChannel: () => Promise<Channel>;
  hasMedia: (connectionId: string) => boolean;
  /** From now on the connection's packets go to `sink`; answers how to stop it. */
  listenTo: (connectionId: string, burstId: string, sink: TalkSink) => () => void;
  onForwarded: (packet: Buffer, at: number) => void;
  /** A listener does not hear himself. */
  holdListener: (connectionId: string, held: boolean) => void;
  /** Calls back when the right to speak is lost; answers how to stop watching for it. */
  watchRight: (connectionId: string, lost: (why: 'no-permission' | 'connection-lost') => void) => () => void;
  /** What words belong to that are just beginning. */
  subjectOf: (speech: Speech) => SpeechSubject;
  record: Pick<BurstLog, 'begin' | 'end'>;
  onBurst: (news: BurstNews) => void;
  announce: (group: TalkGroup, ended: { burstId: string; reason: BurstEndReason } | null) => void;
  send: (connectionId: string, message: FloorMessage) => void;
  /** Nobody has spoken for the hang time. */
  onReleased: () => void;
  onEmergencyEnded: () => void;
}

/** How somebody asks for the floor. */
export type FloorWish = Omit<ParsedInput<'voice:requestFloor'>, 'groupId' | 'priority'> & {
  readonly priority?: number | undefined;
};

/** One who speaks or waits. */
interface Participant {
  readonly caller: SignedInCaller;
  readonly orderId: string | null;
  /** By which he counts his presses; null where he does not. */
  readonly attempt: number | null;
  readonly stopWatching: () => void;
}

interface RunningBurst {
  readonly caller: SignedInCaller;
  readonly news: BurstNews;
  readonly recorded: Promise<void>;
  readonly stopListening: () => void;
}

/**
 * The call of one talk group: its floor, its track, who speaks and who waits, and the record of it. Everyone is told of
 * a grant at once, and the burst is in the database just behind, in the journal of `BurstLog` before: waiting for the
 * database would cost each talker his first words while it is busy. Nothing says that a burst is on record before it is (the feed's line and the voice log come
 * from the written rows), a burst that cannot be written is revoked, and what was said until then the recorder has.
 */
export class GroupCall {
  #definition: GroupDefinition;
  #revision: number;
  #emergency: Emergency | null = null;
  #running: RunningBurst | null = null;
  #channel: Channel | null = null;
  #ended: { burstId: string; reason: BurstEndReason } | null = null;
  /** What was said lately, as far as it is not written yet. */
  readonly #unwritten = new Map<string, Promise<void>>();
  readonly #participants = new Map<string, Participant>();
  readonly #floorEvents: FloorEvents;
  readonly #floor: Floor;

  constructor(
    definition: GroupDefinition,
    private readonly dependencies: GroupCallDependencies,
  ) {
    const { clock, settings, lasting } = dependencies;
    this.#definition = definition;
    this.#revision = clock.now();
    this.#floorEvents = new FloorEvents(clock.now);
    this.#floor = new Floor({
      clock,
      rules: () => ({ ...settings(), lasting, emergencyLasts: this.#emergency?.lasts() ?? false }),
      onMessage: (participantId, message) => this.#say(participantId, message),
      onBegan: (grant) => this.#begin(grant),
      onEnded: (grant, reason) => this.#end(grant, reason),
      onChanged: () => this.#changed(),
      onEmergencyEnded: () => {
        this.#emergency = null;
        this.tell();
        dependencies.onEmergencyEnded();
      },
      onReleased: () => dependencies.onReleased(),
    });
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
      speaker: this.#speaker(),
      queue: this.#floor.queue.flatMap((request) => this.#describe(request) ?? []),
      emergency: emergency && { name: emergency.name, vehicleId: emergency.vehicleId, since: emergency.since },
      settings: this.dependencies.settings(),
      revision: this.#revision,
    };
  }

  get speakingConnectionId(): string | null {
    return this.#running?.news.connectionId ?? null;
  }

  /** True for one who stands in the queue. */
  waits(connectionId: string): boolean {
    return this.#floor.queue.some(({ participantId }) => participantId === connectionId);
  }

  redefine(definition: GroupDefinition): void {
    this.#definition = definition;
    this.tell();
  }

  setEmergency(emergency: Emergency | null): void {
    this.#emergency = emergency;
    this.#floor.setEmergency(emergency?.sessionId ?? null);
    this.tell();
  }

  /** Tells the group as it is now. */
  tell(): void {
    this.#revision = Math.max(this.#revision + 1, this.dependencies.clock.now());
    const ended = this.#ended;
    this.#ended = null;
    if (!this.hidden) this.dependencies.announce(this.group, ended);
  }

  /**
   * Refused with `forbidden` where more is asked for than the caller's own level, with `conflict` where a request of his
   * waits already: one that is said again for want of an answer (T101) bears the same number, and has its place again.
   */
  async request(caller: SignedInCaller, { priority, preempt, orderId, attempt }: FloorWish): Promise<FloorAnswer> {
    const { connectionId, session } = caller;
    const own = this.#ownPriority(caller);
    if (priority !== undefined && priority > own) throw new RequestError('forbidden', `no more than priority ${own}`);
    this.#channel = await this.dependencies.openChannel();
    const isRepeated = attempt !== null && this.#participants.get(connectionId)?.attempt === attempt;
    if (this.waits(connectionId) && !preempt && !isRepeated)
      throw new RequestError('conflict', 'a request of yours waits in the queue');
    const { openedBy, kind } = this.#definition;
    const maySpeak = kind !== 'broadcast' || openedBy?.accountId === session.accountId;
    const hasMedia = this.dependencies.hasMedia(connectionId);
    this.#watch(caller, { orderId, attempt });
    if (!this.#floor.holder) this.#floorEvents.begin();
    this.#floorEvents.add('Floor Request', session.name);
    const reply = this.#floor.request(
      { participantId: connectionId, sessionId: session.id, burstId: randomUUID(), priority: priority ?? own },
      { preempt, maySpeak, hasMedia },
    );
    this.#floorEvents.add(reply.message, session.name);
    this.#forgetOthers();
    return floorAnswerOf(reply, this.#speaker()?.name ?? null);
  }

  /** False where this connection was not granted this burst from the queue, or comes too late. */
  take(connectionId: string, burstId: string): boolean {
    return this.#floor.take(connectionId, burstId);
  }

  /** False where this connection does not speak with this burst. */
  hold(connectionId: string, burstId: string): boolean {
    return this.#floor.hold(connectionId, burstId);
  }

  /** False where this connection does not speak with this burst. Answers once the end is written. */
  async release(connectionId: string, burstId: string): Promise<boolean> {
    if (!this.#floor.release(connectionId, burstId)) return false;
    await this.#unwritten.get(burstId);
    return true;
  }

  /** False where this connection does not wait for the floor. */
  cancel(connectionId: string): boolean {
    return this.#floor.cancel(connectionId);
  }

  /** It speaks and waits no more: its line is gone, or its right to be here. */
  lose(connectionId: string, reason: 'no-permission' | 'connection-lost'): void {
    this.#floor.lose(connectionId, reason);
  }

  /** Ends the floor for good; waits until what was said is written. */
  async close(reason: 'call-closed' | 'server-restarted'): Promise<void> {
    this.#floor.close(reason);
    this.#forgetOthers();
    await Promise.all(this.#unwritten.values());
  }

  #ownPriority({ session }: SignedInCaller): number {
    if (this.#emergency?.sessionId === session.id) return EMERGENCY_FLOOR_PRIORITY;
    return Math.max(1, ...session.grants.map(({ role }) => floorPriorityOfRole[role]));
  }

  /** From the first request on, for as long as he speaks or waits. */
  #watch(caller: SignedInCaller, wish: Pick<FloorWish, 'orderId' | 'attempt'>): void {
    const { connectionId } = caller;
    const known = this.#participants.get(connectionId);
    if (known) return void this.#participants.set(connectionId, { ...known, caller, ...wish });
    const { hidden, watchRight } = this.dependencies;
    const lost = (why: 'no-permission' | 'connection-lost'): void => this.#floor.lose(connectionId, why);
    const stopWatching = hidden ? () => undefined : watchRight(connectionId, lost);
    this.#participants.set(connectionId, { caller, ...wish, stopWatching });
  }

  #forgetOthers(): void {
    const { holder, queue } = this.#floor;
    const stays = new Set([holder?.participantId, ...queue.map(({ participantId }) => participantId)]);
    for (const [connectionId, { stopWatching }] of this.#participants) {
      if (stays.has(connectionId)) continue;
      stopWatching();
      this.#participants.delete(connectionId);
    }
  }

  #describe(request: FloorRequest) {
    const session = this.#participants.get(request.participantId)?.caller.session;
    if (!session) return null;
    const { id: sessionId, name, vehicleId } = session;
    return { sessionId, name, vehicleId, priority: rankOf(request, this.#floor.emergencyOf), since: request.since };
  }

  #speaker(): TalkGroup['speaker'] {
    const { holder } = this.#floor;
    const described = holder && this.#describe(holder);
    return described && { ...described, burstId: holder.burstId, until: holder.until };
  }

  #changed(): void {
    this.tell();
    this.#forgetOthers();
  }

  #say(connectionId: string, message: ParticipantMessage): void {
    this.#floorEvents.add(message.message, this.#nameOf(connectionId));
    this.dependencies.send(connectionId, floorMessageOf(message));
  }

  #begin(grant: FloorGrant): void {
    const participant = this.#participants.get(grant.participantId);
    const channel = this.#channel;
    if (!participant || !channel) throw new Error('the floor was granted to somebody who had not asked');
    const { caller, orderId } = participant;
    const { connectionId, session } = caller;
    const { clock, listenTo, holdListener, onBurst, onForwarded, hidden, subjectOf } = this.dependencies;
    const { id: groupId, name: groupName, placeId } = this.#definition;
    const { id: sessionId, accountId, name, vehicleId } = session;
    const emergencyVehicleId = this.#emergency?.vehicleId ?? null;
    const subject = subjectOf({ group: this.#definition, emergencyVehicleId, vehicleId, orderId });
    const news: BurstNews = {
      phase: 'began',
      burstId: grant.burstId,
      ...{ groupId, groupName, placeId, vehicleId, connectionId },
      ...subject,
      speaker: { sessionId, accountId, name, priority: rankOf(grant, this.#floor.emergencyOf) },
      startedAt: clock.now(),
      endedAt: null,
      reason: null,
      emergency: grant.emergency,
      floorEvents: [],
    };
    if (!hidden) onBurst(news);
    channel.beginBurst();
    holdListener(connectionId, true);
    const stopListening = listenTo(connectionId, grant.burstId, (packet, capturedAt) => {
      if (!this.#floor.takeMedia(connectionId)) return;
      const at = clock.now();
      const forwarded = channel.forward(packet, capturedAt);
      if (forwarded) onForwarded(forwarded, at);
    });
    this.#running = { caller, news, recorded: this.#recordBegin(caller, news), stopListening };
  }

  #end({ burstId, participantId }: FloorGrant, reason: BurstEndReason): void {
    this.#ended = { burstId, reason };
    const running = this.#running;
    if (reason === 'released') this.#floorEvents.add('Floor Release', this.#nameOf(participantId));
    const floorEvents = this.#floorEvents.lines;
    this.#floorEvents.begin();
    if (running?.news.burstId !== burstId) return;
    const { clock, holdListener, onBurst, hidden } = this.dependencies;
    this.#running = null;
    running.stopListening();
    holdListener(participantId, false);
    if (hidden) return;
    const news: BurstNews = { ...running.news, phase: 'ended', endedAt: clock.now(), reason, floorEvents };
    onBurst(news);
    this.#recordEnd(running, news);
  }

  #nameOf(connectionId: string): string {
    return this.#participants.get(connectionId)?.caller.session.name ?? '';
  }

  /** A burst that cannot be put on record is not let go on. */
  #recordBegin(caller: SignedInCaller, news: BurstNews): Promise<void> {
    if (this.hidden) return Promise.resolve();
    const recorded = this.dependencies.record.begin(caller, rowOf(news));
    recorded.catch((error: unknown) => {
      this.dependencies.log.error({ err: error, burst: news.burstId }, 'a burst was not written and is revoked');
      this.#floor.lose(news.connectionId, 'connection-lost');
    });
    return recorded;
  }

  #recordEnd({ caller, recorded }: RunningBurst, news: BurstNews): void {
    const { burstId, endedAt, reason, floorEvents } = news;
    if (endedAt === null || reason === null) return;
    const written = recorded
      .then(() => this.dependencies.record.end(caller, rowOf(news), endedAt, reason, floorEvents))
      .catch(() => undefined)
      .finally(() => this.#unwritten.delete(burstId));
    this.#unwritten.set(burstId, written);
  }
}

function rowOf({ burstId, speaker, ...news }: BurstNews): BurstRow {
  const { groupId, groupName, placeId, vehicleId, startedAt, orderId, alarmId, emergency } = news;
  const { accountId, name, priority } = speaker;
  return {
    id: burstId,
    ...{ groupId, groupName, placeId, vehicleId, startedAt, orderId, alarmId, emergency },
    ...{ accountId, speakerName: name, priority },
  };
}
