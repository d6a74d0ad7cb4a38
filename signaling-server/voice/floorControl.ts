import type { BurstEndReason } from '@protocol';
import type { FloorQueue } from './floorQueue';
import { generalFloor, openedFloor } from './generalFloor';
import type { FloorGrant, FloorRules, GeneralEffect, GeneralEvent, GeneralState, GeneralTimer } from './generalState';
import {
  newParticipant,
  participantFloor,
  type ParticipantEffect,
  type ParticipantEvent,
  type ParticipantMessage,
  type ParticipantState,
} from './participantFloor';

/** The floor of one call: its general machine and one machine for each participant who has ever asked to speak. */
export interface FloorState {
  readonly general: GeneralState;
  readonly participants: ReadonlyMap<string, ParticipantState>;
}

export type FloorEvent =
  | { readonly to: 'call'; readonly event: GeneralEvent }
  | { readonly to: 'participant'; readonly participantId: string; readonly event: ParticipantEvent };

export type FloorTimer = GeneralTimer | `T20 ${string}`;

/** What is to be done about a step, in this order. */
export type FloorEffect =
  | { readonly name: 'Send'; readonly participantId: string; readonly message: ParticipantMessage }
  | { readonly name: 'Forward media' | 'Drop media'; readonly participantId: string }
  | { readonly name: 'Start timer'; readonly timer: FloorTimer; readonly inMs: number; readonly then: FloorEvent }
  | { readonly name: 'Stop timer'; readonly timer: FloorTimer }
  | { readonly name: 'Burst began'; readonly grant: FloorGrant }
  | { readonly name: 'Grant ended'; readonly grant: FloorGrant; readonly reason: BurstEndReason }
  | { readonly name: 'Emergency ended' }
  | { readonly name: 'Call released' };

export interface FloorStep {
  readonly state: FloorState;
  readonly effects: readonly FloorEffect[];
}

/** The two machines; a test hands in faulty ones to see that they are found out. */
export interface FloorMachines {
  readonly general: typeof generalFloor;
  readonly participant: typeof participantFloor;
}

const theMachines: FloorMachines = { general: generalFloor, participant: participantFloor };

const nobody: FloorQueue = [];

/** The talker, or one who may become it by pressing. */
export function holderOf({ general }: FloorState): FloorGrant | null {
  return 'grant' in general ? general.grant : null;
}

export function queueOf({ general }: FloorState): FloorQueue {
  return 'queue' in general ? general.queue : nobody;
}

/** The call as it begins. */
export function openFloor(rules: FloorRules): FloorStep {
  const { state, effects } = openedFloor(rules);
  const opened = new Step({ general: state, participants: new Map() }, rules, theMachines);
  opened.takeGeneral(effects, 0);
  return opened.done();
}

/** One event through both machines, until nothing is left that one has to tell the other. Pure. */
export function floorControl(
  state: FloorState,
  event: FloorEvent,
  rules: FloorRules,
  machines: FloorMachines = theMachines,
): FloorStep {
  const step = new Step(state, rules, machines);
  step.take(event);
  return step.done();
}

/** One step while it is made; nothing of it is kept. */
class Step {
  readonly #effects: FloorEffect[] = [];
  #general: GeneralState;
  /** Copied at the first change: most steps are packets, which change nobody's state. */
  #participants: ReadonlyMap<string, ParticipantState>;

  constructor(
    private readonly before: FloorState,
    private readonly rules: FloorRules,
    private readonly machines: FloorMachines,
  ) {
    this.#general = before.general;
    this.#participants = before.participants;
  }

  done(): FloorStep {
    const unchanged = this.#general === this.before.general && this.#participants === this.before.participants;
    const state = unchanged ? this.before : { general: this.#general, participants: this.#participants };
    return { state, effects: this.#effects };
  }

  take(event: FloorEvent): void {
    if (event.to === 'call') return this.#takeCall(event.event);
    this.#takeParticipant(event.participantId, event.event);
    if (event.event.name === 'Participant lost' && event.event.reason === 'connection-lost') {
      this.#forget(event.participantId);
    }
  }

  takeGeneral(effects: readonly GeneralEffect[], at: number): void {
    for (const effect of effects) this.#carryOut(effect, at);
  }

  #takeCall(event: GeneralEvent): void {
    const { state, effects } = this.machines.general(this.#general, event, this.rules);
    this.#general = state;
    this.takeGeneral(effects, event.at);
  }

  #takeParticipant(participantId: string, event: ParticipantEvent): void {
    const before = this.#participants.get(participantId) ?? newParticipant('grant' in this.#general);
    const { state, effects } = this.machines.participant(participantId, before, event, this.rules);
    if (state !== this.#participants.get(participantId)) {
      this.#participants = new Map(this.#participants).set(participantId, state);
    }
    for (const effect of effects) this.#carryOutOf(participantId, effect);
  }

  #carryOutOf(participantId: string, effect: ParticipantEffect): void {
    switch (effect.name) {
      case 'To call':
        return this.#takeCall(effect.event);
      case 'Send':
        this.#effects.push({ ...effect, participantId });
        return;
      case 'Forward media':
      case 'Drop media':
        this.#effects.push({ name: effect.name, participantId });
        return;
      case 'Start timer': {
        const event = { name: 'T20 expired', at: 0, burstId: effect.burstId } as const;
        const then = { to: 'participant', participantId, event } as const;
        this.#effects.push({ name: 'Start timer', timer: `T20 ${participantId}`, inMs: effect.inMs, then });
        return;
      }
      case 'Stop timer':
        this.#effects.push({ name: 'Stop timer', timer: `T20 ${participantId}` });
        return;
      case 'Ignored':
        return;
    }
  }

  #carryOut(effect: GeneralEffect, at: number): void {
    switch (effect.name) {
      case 'Floor Granted':
        return this.#takeParticipant(effect.grant.participantId, {
          name: 'Send Floor Granted',
          at,
          grant: effect.grant,
        });
      case 'Floor Deny':
        return this.#takeParticipant(effect.participantId, { name: 'Send Floor Deny', at, cause: effect.cause });
      case 'Floor Queue Position Info': {
        const { participantId, position, size } = effect;
        return this.#takeParticipant(participantId, { name: 'Send Floor Queue Position Info', at, position, size });
      }
      case 'Floor Revoke': {
        const { grant, reason, graceUntil } = effect;
        const { participantId, burstId } = grant;
        return this.#takeParticipant(participantId, { name: 'Send Floor Revoke', at, burstId, reason, graceUntil });
      }
      case 'Talk Ends Soon': {
        const { participantId, burstId } = effect.grant;
        return this.#takeParticipant(participantId, { name: 'Send Talk Ends Soon', at, burstId, until: effect.until });
      }
      case 'Floor Taken':
        return this.#tellEveryone({ name: 'Send Floor Taken', at }, effect.grant.participantId);
      case 'Floor Idle':
        return this.#tellEveryone({ name: 'Send Floor Idle', at }, null);
      case 'Start timer': {
        const { timer, burstId, inMs } = effect;
        const event = { name: `${timer} expired`, at: 0, burstId } as const;
        this.#effects.push({ name: 'Start timer', timer, inMs, then: { to: 'call', event } });
        return;
      }
      case 'Ignored':
        return;
      default:
        this.#effects.push(effect);
    }
  }

  #tellEveryone(event: ParticipantEvent, except: string | null): void {
    for (const participantId of [...this.#participants.keys()]) {
      if (participantId !== except) this.#takeParticipant(participantId, event);
    }
  }

  #forget(participantId: string): void {
    const participants = new Map(this.#participants);
    participants.delete(participantId);
    this.#participants = participants;
  }
}
