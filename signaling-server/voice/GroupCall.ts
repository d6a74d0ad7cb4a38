import { randomUUID } from 'node:crypto';
import {
  defaultFloorSettings,
  floorPriorityOfRole,
  type BurstEndReason,
  type FloorAnswer,
  type Speaker,
  type TalkGroup,
} from '@protocol';
import type { TalkChannel } from '../media/TalkChannel';
import type { SignedInCaller } from '../wire/Caller';
import type { BurstRow } from './BurstsTable';
import { Floor } from './Floor';
import type { EndReason, FloorGrant } from './floorControl';
import type { GroupDefinition } from './talkGroupsOf';

/** What the call of one group asks of those around it. */
export interface GroupCallDependencies {
  clock: () => number;
  /** The group's track, made at the first word or the first listener. */
  openChannel: () => Promise<TalkChannel>;
  hasMedia: (connectionId: string) => boolean;
  /** From now on the connection's packets go to `sink`; answers how to stop it. */
  listenTo: (connectionId: string, burstId: string, sink: (packet: Buffer) => void) => () => void;
  /** A listener does not hear himself. */
  holdListener: (connectionId: string, held: boolean) => void;
  /** Calls back when the right to speak is lost; answers how to stop watching for it. */
  watchRight: (connectionId: string, lost: (why: 'permission' | 'connection') => void) => () => void;
  /** Written before anyone is told. */
  recordBegin: (caller: SignedInCaller, burst: BurstRow) => Promise<void>;
  recordEnd: (burst: BurstRow, endedAt: number, reason: BurstEndReason) => Promise<void>;
  onBurst: (burst: BurstRow, phase: 'began' | 'ended') => void;
  announce: (group: TalkGroup, ended: { burstId: string; reason: BurstEndReason } | null) => void;
}

interface RunningBurst {
  readonly row: BurstRow;
  readonly connectionId: string;
  readonly recorded: Promise<void>;
  readonly stopListening: () => void;
  readonly stopWatching: () => void;
}

/** The call of one talk group: its floor, its track, who speaks, and the record of it. */
export class GroupCall {
  #definition: GroupDefinition;
  #revision: number;
  #speaker: Speaker | null = null;
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

  get group(): TalkGroup {
    return {
      ...this.#definition,
      speaker: this.#speaker,
      queue: [],
      emergency: null,
      settings: defaultFloorSettings,
      revision: this.#revision,
    };
  }

  get speakingConnectionId(): string | null {
    return this.#running?.connectionId ?? null;
  }

  redefine(definition: GroupDefinition): void {
    this.#definition = definition;
    this.#change(this.#speaker);
    this.#tell(Promise.resolve(), null);
  }

  /** Answers once the burst and its audit row are written; the gate is open before that. */
  async request(caller: SignedInCaller): Promise<FloorAnswer> {
    const { connectionId } = caller;
    const channel = await this.dependencies.openChannel();
    const hasMedia = this.dependencies.hasMedia(connectionId);
    const answer = this.#floor.request(connectionId, randomUUID(), { maySpeak: true, hasMedia });
    if (!answer.granted) return { answer: 'denied', cause: answer.cause, speakerName: this.#speaker?.name ?? null };
    const { burstId, until } = answer.grant;
    if (!answer.again) this.#begin(caller, answer.grant, channel);
    try {
      await this.#running?.recorded;
    } catch (error) {
      this.#floor.loseConnection(connectionId);
      throw error;
    }
    return { answer: 'granted', burstId, until };
  }

  /** True where this connection speaks with this burst. */
  holds(connectionId: string, burstId: string): boolean {
    const { holder } = this.#floor;
    return holder?.participantId === connectionId && holder.burstId === burstId;
  }

  /** False where this connection does not speak with this burst. Answers once the end is written. */
  async release(connectionId: string, burstId: string): Promise<boolean> {
    if (!this.#floor.release(connectionId, burstId)) return false;
    await this.#told;
    return true;
  }

  /** Ends the floor without telling anyone, because the server stops; waits until what was said is written. */
  async close(): Promise<void> {
    const holder = this.#floor.holder;
    if (holder) this.#floor.loseConnection(holder.participantId);
    this.#floor.close();
    await this.#told;
  }

  #begin(caller: SignedInCaller, { burstId, since, until }: FloorGrant, channel: TalkChannel): void {
    const { connectionId, session } = caller;
    const { clock, listenTo, holdListener, watchRight, recordBegin, onBurst } = this.dependencies;
    const row: BurstRow = {
      id: burstId,
      groupId: this.#definition.id,
      groupName: this.#definition.name,
      placeId: this.#definition.placeId,
      speakerName: session.name,
      accountId: session.accountId,
      vehicleId: session.vehicleId,
      startedAt: since,
    };
    onBurst(row, 'began');
    channel.beginBurst();
    holdListener(connectionId, true);
    const stopListening = listenTo(connectionId, burstId, (packet) => {
      if (this.#floor.takeMedia(connectionId)) channel.forward(packet, clock());
    });
    const stopWatching = watchRight(connectionId, (why) =>
      why === 'permission' ? this.#floor.losePermission(connectionId) : this.#floor.loseConnection(connectionId),
    );
    const recorded = recordBegin(caller, row);
    this.#running = { row, connectionId, recorded, stopListening, stopWatching };
    const priority = Math.max(...session.grants.map(({ role }) => floorPriorityOfRole[role]), 1);
    const { id: sessionId, name, vehicleId } = session;
    this.#change({ sessionId, name, vehicleId, priority, burstId, since, until });
    this.#tell(recorded, null);
  }

  #end({ burstId }: FloorGrant, reason: EndReason): void {
    const running = this.#running;
    if (running?.row.id !== burstId) return;
    const { clock, holdListener, recordEnd, onBurst } = this.dependencies;
    const endedAt = clock();
    this.#running = null;
    running.stopListening();
    running.stopWatching();
    holdListener(running.connectionId, false);
    onBurst(running.row, 'ended');
    this.#change(null);
    const recorded = running.recorded.then(() => recordEnd(running.row, endedAt, reason));
    this.#tell(recorded, { burstId, reason });
  }

  #change(speaker: Speaker | null): void {
    this.#speaker = speaker;
    this.#revision = Math.max(this.#revision + 1, this.dependencies.clock());
  }

  /** A fact that could not be written is told all the same, so that no page shows a speaker who is gone. */
  #tell(written: Promise<void>, ended: { burstId: string; reason: BurstEndReason } | null): void {
    const { group } = this;
    const settled = written.catch(() => undefined);
    this.#told = this.#told.then(() => settled).then(() => this.dependencies.announce(group, ended));
  }
}
