import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { LoggedBurst, ParsedInput } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { BurstNews } from '../voice/BurstNews';
import type { TalkGroups } from '../voice/TalkGroups';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { receiverIdOf, expectedReceivers } from './expectedReceivers';
import { ForwardedSound } from './ForwardedSound';
import { Hearing } from './Hearing';
import { ReceiversTable } from './ReceiversTable';
import { ReceiverWrites } from './ReceiverWrites';
import { VoiceLogTable } from './VoiceLogTable';

/** Reports of many receivers come within a few hundred milliseconds of each other: they are told together. */
const TELL_EVERY_MS = 100;
/** After so long a receiver that has not reported is given a reason. */
const SETTLE_AFTER_MS = 2_000;
/** Reports of bursts that ended longer ago are rare, and find what they need in the database. */
const KEPT_AFTER_END_MS = 900_000;
const MOST_KEPT = 5_000;
const MISSED_WITHIN_MS = 12 * 3_600_000;

export interface VoiceLogDependencies {
  readonly database: Kysely<Schema>;
  readonly groups: Pick<TalkGroups, 'onBurst' | 'listenersOf' | 'group'> & {
    readonly talkers: Pick<TalkGroups['talkers'], 'roundTripOf'>;
  };
  readonly fleet: Pick<Fleet, 'vehicle'>;
  readonly announcer: Pick<Announcer, 'tell'>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly settleAfterMs?: number;
}

/** A burst that is over, with everything that is known of who heard it, and how far away each of them was. */
export interface SettledBurst {
  readonly news: BurstNews;
  readonly sounds: Hearing['sounds'];
  readonly roundTrips: ForwardedSound['roundTrips'];
}

interface LiveBurst {
  news: BurstNews;
  readonly hearing: Hearing;
  readonly forwarded: ForwardedSound;
  tellTimer: NodeJS.Timeout | null;
  settleTimer: NodeJS.Timeout | null;
}

/** Who heard what: follows every burst, takes the receivers' reports, tells the speaker, keeps it on record. */
export class VoiceLog {
  readonly #live = new Map<string, LiveBurst>();
  /** The newest burst of each group. */
  readonly #newest = new Map<string, string>();
  readonly #writes: ReceiverWrites;
  readonly #settledListeners = new Set<(burst: SettledBurst) => void>();
  #closed = false;

  private constructor(private readonly dependencies: VoiceLogDependencies) {
    this.#writes = new ReceiverWrites(dependencies);
  }

  static create(dependencies: VoiceLogDependencies): VoiceLog {
    const voiceLog = new VoiceLog(dependencies);
    dependencies.groups.onBurst((news) => (news.phase === 'began' ? voiceLog.#begin(news) : voiceLog.#end(news)));
    return voiceLog;
  }

  /** Told of each burst two seconds after its end. */
  onSettled(listener: (burst: SettledBurst) => void): void {
    this.#settledListeners.add(listener);
  }

  /** `not-found`, `forbidden` and `invalid-input` as `Hearing.report` has them. */
  async report(caller: SignedInCaller, { burstId, ...report }: ParsedInput<'voiceLog:reportPlayed'>): Promise<void> {
    const live = this.#live.get(burstId);
    const hearing = live?.hearing ?? (await this.#restore(burstId));
    const receiverId = receiverIdOf(caller.session);
    hearing.report(receiverId, report, this.dependencies.clock());
    this.#writes.put(
      hearing.burst,
      hearing.receivers.filter((receiver) => receiver.receiverId === receiverId),
    );
    if (live) this.#tellSoon(live);
  }

  /** What this vehicle should have heard in the last 12 hours and can still hear, oldest first. */
  async missed(vehicleId: string): Promise<LoggedBurst[]> {
    const { database, clock } = this.dependencies;
    await this.#writes.flush();
    const ids = await new ReceiversTable(database).missedBy(vehicleId, clock() - MISSED_WITHIN_MS);
    const over = ids.filter((burstId) => this.#live.get(burstId)?.hearing.settled !== false);
    const bursts = await new VoiceLogTable(database).ended(over);
    return bursts.filter(({ segmentIds }) => segmentIds.length > 0);
  }

  async list(filter: ParsedInput<'voiceLog:list'>, placeIds: readonly string[]): Promise<LoggedBurst[]> {
    await this.#writes.flush();
    return await new VoiceLogTable(this.dependencies.database).list(filter, placeIds);
  }

  /** A burst belongs to its group's place, to the vehicles of the group and to those who were to hear it. */
  async locate(burstId: string): Promise<Location | null> {
    const { database, groups } = this.dependencies;
    const live = this.#live.get(burstId);
    const burst = live?.news ?? (await new VoiceLogTable(database).find(burstId));
    if (!burst) return null;
    const receivers = live?.hearing.receivers ?? (await new ReceiversTable(database).ofBursts([burstId])).get(burstId);
    const vehicleIds = [
      ...(groups.group(burst.groupId)?.vehicleIds ?? []),
      ...(receivers ?? []).flatMap(({ kind, receiverId }) => (kind === 'vehicle' ? [receiverId] : [])),
      ...(burst.vehicleId === null ? [] : [burst.vehicleId]),
    ];
    return { placeId: burst.placeId, vehicleIds };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const live of this.#live.values()) {
      if (live.tellTimer) clearTimeout(live.tellTimer);
      if (live.settleTimer) clearTimeout(live.settleTimer);
    }
    this.#live.clear();
    this.#newest.clear();
    await this.#writes.close();
  }

  #begin(news: BurstNews): void {
    const { groups, fleet, clock } = this.dependencies;
    const group = groups.group(news.groupId);
    if (!group || this.#closed) return;
    const { burstId, groupId, startedAt, speaker, vehicleId } = news;
    const listeners = groups.listenersOf(groupId);
    const expected = expectedReceivers(
      group,
      { accountId: speaker.accountId, vehicleId },
      (memberId) => fleet.vehicle(memberId),
      listeners,
    );
    const burst = { burstId, groupId, startedAt, speakerSessionId: speaker.sessionId };
    const hearing = new Hearing(burst, expected, clock());
    const forwarded = ForwardedSound.begin(
      () => groups.listenersOf(groupId),
      news.connectionId,
      () => groups.talkers.roundTripOf(news.connectionId),
    );
    this.#live.set(burstId, { news, hearing, forwarded, tellTimer: null, settleTimer: null });
    this.#newest.set(groupId, burstId);
    this.#writes.put(burst, hearing.receivers);
    this.#forgetOld();
  }

  #end(news: BurstNews): void {
    const live = this.#live.get(news.burstId);
    if (!live || this.#closed) return;
    live.news = news;
    live.hearing.end(news.endedAt ?? this.dependencies.clock());
    void this.#count(live, () => live.forwarded.end());
    const { settleAfterMs = SETTLE_AFTER_MS } = this.dependencies;
    live.settleTimer = setTimeout(() => void this.#settle(live), settleAfterMs);
  }

  async #settle(live: LiveBurst): Promise<void> {
    const { groupId, burstId } = live.hearing.burst;
    const spokenSince = this.#newest.get(groupId) !== burstId;
    // A receiver's report of what was lost comes after the burst, and tells of this one until the next begins.
    await this.#count(live, () => (spokenSince ? live.forwarded.counted() : live.forwarded.countLost()));
    if (this.#closed) return;
    live.hearing.settle(this.dependencies.clock());
    this.#writes.put(live.hearing.burst, live.hearing.receivers);
    this.#tell(live);
    const { news, hearing, forwarded } = live;
    const settled = { news, sounds: hearing.sounds, roundTrips: forwarded.roundTrips };
    this.#settledListeners.forEach((listener) => listener(settled));
  }

  async #count(live: LiveBurst, count: () => ReturnType<ForwardedSound['end']>): Promise<void> {
    try {
      const counted = await count();
      for (const [receiverId, forwarded] of counted) {
        live.hearing.forwarded(receiverId, forwarded, this.dependencies.clock());
      }
    } catch (error) {
      this.dependencies.log.warn(
        { err: error, burst: live.news.burstId },
        'what was forwarded of a burst is not known',
      );
    }
  }

  #tellSoon(live: LiveBurst): void {
    live.tellTimer ??= setTimeout(() => this.#tell(live), TELL_EVERY_MS);
  }

  /** The speaker and the desks that listen are told; a vehicle has no use for who else heard what. */
  #tell(live: LiveBurst): void {
    if (live.tellTimer) clearTimeout(live.tellTimer);
    live.tellTimer = null;
    const { groups, announcer } = this.dependencies;
    const { state } = live.hearing;
    const told = new Set([live.news.connectionId]);
    for (const { connectionId, caller } of groups.listenersOf(state.groupId)) {
      if (caller.session.vehicleId === null || caller.session.id === state.speakerSessionId) told.add(connectionId);
    }
    told.forEach((connectionId) => announcer.tell(connectionId, 'voiceLog:heard', state));
  }

  async #restore(burstId: string): Promise<Hearing> {
    const { database, clock } = this.dependencies;
    await this.#writes.flush();
    const burst = await new VoiceLogTable(database).find(burstId);
    const receivers = (await new ReceiversTable(database).ofBursts([burstId])).get(burstId) ?? [];
    const { groupId = '', startedAt = 0, endedAt = null } = burst ?? {};
    return Hearing.restore({ burstId, groupId, startedAt, endedAt, speakerSessionId: '' }, receivers, clock());
  }

  #forgetOld(): void {
    const before = this.dependencies.clock() - KEPT_AFTER_END_MS;
    for (const [burstId, { hearing }] of this.#live) {
      const isOld = (hearing.endedAt ?? Infinity) < before || this.#live.size > MOST_KEPT;
      if (!hearing.settled) continue;
      if (!isOld) return;
      this.#live.delete(burstId);
      if (this.#newest.get(hearing.burst.groupId) === burstId) this.#newest.delete(hearing.burst.groupId);
    }
  }
}
