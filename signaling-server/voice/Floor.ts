import type { BurstEndReason } from '@protocol';
import {
  floorControl,
  holderOf,
  openFloor,
  queueOf,
  type FloorEffect,
  type FloorEvent,
  type FloorMachines,
  type FloorState,
  type FloorTimer,
} from './floorControl';
import type { FloorQueue, FloorRequest } from './floorQueue';
import type { FloorGrant, FloorRules } from './generalState';
import type { ParticipantEvent, ParticipantMessage } from './participantFloor';

/** Timers that a test can put on a clock of its own. */
export interface FloorClock {
  now: () => number;
  /** Answers how to stop it. */
  after: (inMs: number, act: () => void) => () => void;
}

export interface FloorDependencies {
  clock: FloorClock;
  /** Asked at every event, so that a change counts from the next one on. */
  rules: () => FloorRules;
  /** What a participant is told, except the answers to his own requests. */
  onMessage: (participantId: string, message: ParticipantMessage) => void;
  /** From now on he is heard. Called before the first packet of his can be forwarded. */
  onBegan: (grant: FloorGrant) => void;
  /** Called at once when a grant has ended, before anything else can be granted. */
  onEnded: (grant: FloorGrant, reason: BurstEndReason) => void;
  /** Who speaks or waits has changed. */
  onChanged: () => void;
  onEmergencyEnded: () => void;
  /** Nobody has spoken for the hang time. */
  onReleased: () => void;
  machines?: FloorMachines;
}

export type FloorReply = Extract<
  ParticipantMessage,
  { message: 'Floor Granted' | 'Floor Deny' | 'Floor Queue Position Info' }
>;

/** The floor of one group with its timers: hands events to the pure machines and carries out what they say. */
export class Floor {
  #state: FloorState;
  readonly #timers = new Map<FloorTimer, () => void>();
  #turns = 0;
  #answers: { readonly participantId: string; reply: FloorReply | null } | null = null;

  constructor(private readonly dependencies: FloorDependencies) {
    const { state, effects } = openFloor(dependencies.rules());
    this.#state = state;
    this.#carryOut(effects);
  }

  get state(): FloorState {
    return this.#state;
  }

  /** The timers that run now. */
  get timers(): readonly FloorTimer[] {
    return [...this.#timers.keys()];
  }

  get holder(): FloorGrant | null {
    return holderOf(this.#state);
  }

  get queue(): FloorQueue {
    return queueOf(this.#state);
  }

  get emergencyOf(): string | null {
    const { general } = this.#state;
    return general.name === 'Releasing' ? null : general.emergencyOf;
  }

  request(
    asked: Omit<FloorRequest, 'since' | 'turn'>,
    can: { preempt: boolean; maySpeak: boolean; hasMedia: boolean },
  ): FloorReply {
    const { participantId } = asked;
    const at = this.dependencies.clock.now();
    const answers = { participantId, reply: null as FloorReply | null };
    this.#answers = answers;
    this.#turns += 1;
    try {
      this.#tell(participantId, {
        name: 'Floor Request',
        at,
        request: { ...asked, since: at, turn: this.#turns },
        ...can,
      });
    } finally {
      this.#answers = null;
    }
    const { reply } = answers;
    if (reply === null) throw new Error('the floor left a request unanswered');
    // One whose request interrupts somebody who had not begun is pressing at this very moment.
    if (reply.message === 'Floor Granted' && reply.confirmBy !== null) this.take(participantId, reply.grant.burstId);
    return reply;
  }

  /** False where he was not granted this burst, or too long ago. */
  take(participantId: string, burstId: string): boolean {
    this.#tell(participantId, { name: 'Floor Ack', at: this.dependencies.clock.now(), burstId });
    const { holder } = this;
    return this.#isOf(participantId, burstId) && holder?.confirmed === true;
  }

  /** False where he does not hold the floor with this burst. */
  hold(participantId: string, burstId: string): boolean {
    this.#tell(participantId, { name: 'Heartbeat', at: this.dependencies.clock.now(), burstId });
    return this.#isOf(participantId, burstId);
  }

  /** False where he does not hold the floor with this burst. */
  release(participantId: string, burstId: string): boolean {
    if (!this.#isOf(participantId, burstId)) return false;
    this.#tell(participantId, { name: 'Floor Release', at: this.dependencies.clock.now(), burstId });
    return true;
  }

  /** False where he does not wait. */
  cancel(participantId: string): boolean {
    const { queue } = this;
    this.#tell(participantId, { name: 'Queue Cancel', at: this.dependencies.clock.now() });
    return this.queue.length < queue.length;
  }

  /** True where a packet of the participant is to be forwarded. */
  takeMedia(participantId: string): boolean {
    const effects = this.#tell(participantId, { name: 'RTP media', at: this.dependencies.clock.now() });
    return effects.some(({ name }) => name === 'Forward media');
  }

  /** Of no effect for one who has never asked to speak here. */
  lose(participantId: string, reason: 'connection-lost' | 'no-permission'): void {
    if (!this.#state.participants.has(participantId)) return;
    this.#tell(participantId, { name: 'Participant lost', at: this.dependencies.clock.now(), reason });
  }

  /** Whose emergency the call is from now on; null for nobody's. */
  setEmergency(sessionId: string | null): void {
    this.step({ to: 'call', event: { name: 'Emergency changed', at: this.dependencies.clock.now(), sessionId } });
  }

  /** Ends the floor for good: who speaks is revoked, who waits is denied. */
  close(reason: 'call-closed' | 'server-restarted'): void {
    this.step({ to: 'call', event: { name: 'Call closed', at: this.dependencies.clock.now(), reason } });
  }

  /** Carries out one event; what only a test or a timer says comes in here. */
  step(event: FloorEvent): readonly FloorEffect[] {
    const before = this.#state;
    const { rules, machines, onChanged } = this.dependencies;
    const { state, effects } = floorControl(before, event, rules(), machines);
    this.#state = state;
    this.#carryOut(effects);
    if (holderChanged(before, state) || queueOf(before) !== queueOf(state)) onChanged();
    return effects;
  }

  #tell(participantId: string, event: ParticipantEvent): readonly FloorEffect[] {
    return this.step({ to: 'participant', participantId, event });
  }

  #isOf(participantId: string, burstId: string): boolean {
    const { holder } = this;
    return holder?.participantId === participantId && holder.burstId === burstId;
  }

  #carryOut(effects: readonly FloorEffect[]): void {
    const { clock, onMessage, onBegan, onEnded, onReleased, onEmergencyEnded } = this.dependencies;
    for (const effect of effects) {
      switch (effect.name) {
        case 'Send':
          if (!this.#answer(effect.participantId, effect.message)) onMessage(effect.participantId, effect.message);
          break;
        case 'Start timer': {
          const { timer, inMs, then } = effect;
          this.#timers.get(timer)?.();
          this.#timers.set(
            timer,
            clock.after(inMs, () => {
              this.#timers.delete(timer);
              this.step(at(then, clock.now()));
            }),
          );
          break;
        }
        case 'Stop timer':
          this.#timers.get(effect.timer)?.();
          this.#timers.delete(effect.timer);
          break;
        case 'Burst began':
          onBegan(effect.grant);
          break;
        case 'Grant ended':
          onEnded(effect.grant, effect.reason);
          break;
        case 'Emergency ended':
          onEmergencyEnded();
          break;
        case 'Call released':
          onReleased();
          break;
        case 'Forward media':
        case 'Drop media':
          break;
      }
    }
  }

  /** The last thing that is said to one who asks, while he asks, is his answer. */
  #answer(participantId: string, message: ParticipantMessage): boolean {
    const answers = this.#answers;
    if (answers?.participantId !== participantId) return false;
    if (message.message === 'Floor Revoke' || message.message === 'Talk Ends Soon') return false;
    answers.reply = message;
    return true;
  }
}

/** Heartbeats and packets are no change that anyone sees. */
function holderChanged(before: FloorState, after: FloorState): boolean {
  const [one, other] = [holderOf(before), holderOf(after)];
  return (
    one?.burstId !== other?.burstId ||
    one?.until !== other?.until ||
    one?.confirmed !== other?.confirmed ||
    one?.emergency !== other?.emergency
  );
}

function at(event: FloorEvent, now: number): FloorEvent {
  return event.to === 'call'
    ? { ...event, event: { ...event.event, at: now } }
    : { ...event, event: { ...event.event, at: now } };
}
