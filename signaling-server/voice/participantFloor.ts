import type { BurstEndReason, DenyCause } from '@protocol';
import type { FloorRequest } from './floorQueue';
import type { FloorGrant, FloorRules, GeneralEvent } from './generalState';

/**
 * "Basic floor control operation towards the floor participant" of 3GPP TS 24.380 clause 6.3.5, one machine for each
 * participant of a call, pure like the general one. It passes on what concerns the call, answers the rest itself, and
 * is the gate of his media.
 */

/** T20 in all: told, and told again, and once more. */
const GRANTED_TELLINGS = 3;

export type ParticipantState =
  | { readonly name: 'U: not permitted and Floor Idle' }
  | { readonly name: 'U: not permitted and Floor Taken' }
  | {
      readonly name: 'U: permitted';
      readonly grant: FloorGrant;
      /** Until when one granted from the queue may press; null for one who speaks. */
      readonly confirmBy: number | null;
      readonly tellings: number;
    }
  | { readonly name: 'U: pending Floor Revoke'; readonly burstId: string }
  | { readonly name: 'U: not permitted but sends media'; readonly floorTaken: boolean };

export type ParticipantEvent = { readonly at: number } &
  /** From the participant. */
  (
    | {
        readonly name: 'Floor Request';
        readonly request: FloorRequest;
        readonly preempt: boolean;
        /** False for one who may only listen. */
        readonly maySpeak: boolean;
        /** False while the server receives no talk sound of the participant that it could forward. */
        readonly hasMedia: boolean;
      }
    | { readonly name: 'Floor Release' | 'Floor Ack' | 'Heartbeat'; readonly burstId: string }
    | { readonly name: 'Queue Cancel' | 'RTP media' }
    | { readonly name: 'Participant lost'; readonly reason: 'connection-lost' | 'no-permission' }
    | { readonly name: 'T20 expired'; readonly burstId: string }
    /** From the call. */
    | { readonly name: 'Send Floor Granted'; readonly grant: FloorGrant }
    | { readonly name: 'Send Floor Deny'; readonly cause: DenyCause }
    | { readonly name: 'Send Floor Queue Position Info'; readonly position: number; readonly size: number }
    | { readonly name: 'Send Floor Taken' | 'Send Floor Idle' }
    | {
        readonly name: 'Send Floor Revoke';
        readonly burstId: string;
        readonly reason: BurstEndReason;
        readonly graceUntil: number;
      }
    | { readonly name: 'Send Talk Ends Soon'; readonly burstId: string; readonly until: number }
  );

/** What the participant is told (clause 8.2); that the floor is taken or idle is told to the whole group at once. */
export type ParticipantMessage =
  | {
      readonly message: 'Floor Granted';
      readonly grant: FloorGrant;
      readonly confirmBy: number | null;
      /** True where he has the floor already and only lost our answer. */
      readonly again: boolean;
    }
  | { readonly message: 'Floor Deny'; readonly cause: DenyCause }
  | { readonly message: 'Floor Queue Position Info'; readonly position: number; readonly size: number }
  | { readonly message: 'Talk Ends Soon'; readonly burstId: string; readonly until: number }
  | {
      readonly message: 'Floor Revoke';
      readonly burstId: string;
      readonly reason: BurstEndReason;
      readonly graceUntil: number;
    };

export type ParticipantEffect =
  | { readonly name: 'Send'; readonly message: ParticipantMessage }
  | { readonly name: 'To call'; readonly event: GeneralEvent }
  | { readonly name: 'Forward media'; readonly burstId: string }
  | { readonly name: 'Drop media' }
  | { readonly name: 'Start timer'; readonly timer: 'T20'; readonly burstId: string; readonly inMs: number }
  | { readonly name: 'Stop timer'; readonly timer: 'T20' }
  | { readonly name: 'Ignored' };

export interface ParticipantStep {
  readonly state: ParticipantState;
  readonly effects: readonly ParticipantEffect[];
}

const stopT20: ParticipantEffect = { name: 'Stop timer', timer: 'T20' };

/** One who has just come. */
export function newParticipant(floorTaken: boolean): ParticipantState {
  return { name: floorTaken ? 'U: not permitted and Floor Taken' : 'U: not permitted and Floor Idle' };
}

export function participantFloor(
  participantId: string,
  state: ParticipantState,
  event: ParticipantEvent,
  rules: FloorRules,
): ParticipantStep {
  const { at } = event;
  switch (event.name) {
    case 'Floor Request':
      return requested(state, event);
    case 'Queue Cancel':
      return mayBeQueued(state) ? pass(state, { name: 'Queue Cancel', at, participantId }) : ignore(state);
    case 'Participant lost':
      return pass(state, { name: 'Participant lost', at, participantId, reason: event.reason });
    case 'RTP media':
      return media(participantId, state, at);
    case 'Floor Release':
      if (state.name === 'U: not permitted but sends media')
        return { state: newParticipant(state.floorTaken), effects: [] };
      return burstOf(state) === event.burstId
        ? pass(state, { name: 'Floor Release', at, participantId })
        : ignore(state);
    case 'Heartbeat':
      return burstOf(state) === event.burstId ? pass(state, { name: 'Heartbeat', at, participantId }) : ignore(state);
    case 'Floor Ack':
      if (state.name !== 'U: permitted' || state.grant.burstId !== event.burstId) return ignore(state);
      return state.confirmBy === null ? ignore(state) : pressed(participantId, state, at, []);
    case 'T20 expired':
      if (state.name !== 'U: permitted' || state.grant.burstId !== event.burstId || state.confirmBy === null) {
        return ignore(state);
      }
      if (state.tellings >= GRANTED_TELLINGS) return pass(state, { name: 'Not Taken', at, participantId });
      return told({ ...state, tellings: state.tellings + 1 }, rules);
    case 'Send Floor Granted':
      return grantedTo(event.grant, at, rules);
    case 'Send Floor Deny':
      return send(state, { message: 'Floor Deny', cause: event.cause });
    case 'Send Floor Queue Position Info':
      return send(state, { message: 'Floor Queue Position Info', position: event.position, size: event.size });
    case 'Send Floor Taken':
      return { state: newParticipant(true), effects: state.name === 'U: permitted' ? [stopT20] : [] };
    case 'Send Floor Idle':
      return { state: newParticipant(false), effects: state.name === 'U: permitted' ? [stopT20] : [] };
    case 'Send Floor Revoke':
      return revoked(state, event);
    case 'Send Talk Ends Soon': {
      const { burstId, until } = event;
      return burstOf(state) === burstId ? send(state, { message: 'Talk Ends Soon', burstId, until }) : ignore(state);
    }
  }
}

function requested(
  state: ParticipantState,
  { at, request, preempt, maySpeak, hasMedia }: Extract<ParticipantEvent, { name: 'Floor Request' }>,
): ParticipantStep {
  if (state.name === 'U: permitted') {
    const { grant } = state;
    // A press while he is granted it from the queue is the press that was waited for.
    const answer: ParticipantEffect = {
      name: 'Send',
      message: { message: 'Floor Granted', grant, confirmBy: null, again: true },
    };
    return state.confirmBy === null
      ? { state, effects: [answer] }
      : pressed(request.participantId, state, at, [answer]);
  }
  if (!maySpeak || !hasMedia || state.name === 'U: pending Floor Revoke') {
    const answer = send(state, { message: 'Floor Deny', cause: maySpeak ? 'retry-later' : 'receive-only' });
    const { participantId } = request;
    // Whoever is denied does not wait any more, whatever he was granted a place for before.
    return mayBeQueued(state)
      ? { state, effects: [{ name: 'To call', event: { name: 'Queue Cancel', at, participantId } }, ...answer.effects] }
      : answer;
  }
  return pass(state, { name: 'Floor Request', at, request, preempt });
}

/** The gate: what is said without the floor goes nowhere, and what is said before one who was queued has pressed. */
function media(participantId: string, state: ParticipantState, at: number): ParticipantStep {
  switch (state.name) {
    case 'U: permitted':
      if (state.confirmBy !== null) return { state, effects: [{ name: 'Drop media' }] };
      return {
        state,
        effects: [
          { name: 'Forward media', burstId: state.grant.burstId },
          { name: 'To call', event: { name: 'RTP media', at, participantId } },
        ],
      };
    case 'U: pending Floor Revoke':
      return {
        state,
        effects: [
          { name: 'Forward media', burstId: state.burstId },
          { name: 'To call', event: { name: 'RTP media', at, participantId } },
        ],
      };
    case 'U: not permitted but sends media':
      return { state, effects: [{ name: 'Drop media' }] };
    case 'U: not permitted and Floor Idle':
    case 'U: not permitted and Floor Taken':
      return {
        state: {
          name: 'U: not permitted but sends media',
          floorTaken: state.name === 'U: not permitted and Floor Taken',
        },
        effects: [{ name: 'Drop media' }],
      };
  }
}

function grantedTo(grant: FloorGrant, at: number, rules: FloorRules): ParticipantStep {
  if (grant.confirmed) {
    const granted: ParticipantState = { name: 'U: permitted', grant, confirmBy: null, tellings: 1 };
    const message = { message: 'Floor Granted', grant, confirmBy: null, again: false } as const;
    return { state: granted, effects: [{ name: 'Send', message }] };
  }
  const waitMs = Math.min(rules.queuedGrantActionMs, GRANTED_TELLINGS * rules.grantedFromQueueMs);
  return told({ name: 'U: permitted', grant, confirmBy: at + waitMs, tellings: 1 }, rules);
}

/** Tells one who was queued that he has the floor, and waits for T20. */
function told(state: Extract<ParticipantState, { name: 'U: permitted' }>, rules: FloorRules): ParticipantStep {
  const { grant, confirmBy, tellings } = state;
  return {
    state,
    effects: [
      { name: 'Send', message: { message: 'Floor Granted', grant, confirmBy, again: tellings > 1 } },
      { name: 'Start timer', timer: 'T20', burstId: grant.burstId, inMs: rules.grantedFromQueueMs },
    ],
  };
}

function pressed(
  participantId: string,
  state: Extract<ParticipantState, { name: 'U: permitted' }>,
  at: number,
  answer: readonly ParticipantEffect[],
): ParticipantStep {
  return {
    state: { ...state, confirmBy: null },
    effects: [...answer, stopT20, { name: 'To call', event: { name: 'Floor Ack', at, participantId } }],
  };
}

function revoked(
  state: ParticipantState,
  { at, burstId, reason, graceUntil }: Extract<ParticipantEvent, { name: 'Send Floor Revoke' }>,
): ParticipantStep {
  if (burstOf(state) !== burstId) return ignore(state);
  const message: ParticipantMessage = { message: 'Floor Revoke', burstId, reason, graceUntil };
  return {
    // Who has the floor next is told to him just after, or that it is idle.
    state: graceUntil > at ? { name: 'U: pending Floor Revoke', burstId } : newParticipant(true),
    effects: [{ name: 'Send', message }, ...(state.name === 'U: permitted' ? [stopT20] : [])],
  };
}

function burstOf(state: ParticipantState): string | null {
  if (state.name === 'U: permitted') return state.grant.burstId;
  return state.name === 'U: pending Floor Revoke' ? state.burstId : null;
}

function mayBeQueued({ name }: ParticipantState): boolean {
  return name === 'U: not permitted and Floor Taken' || name === 'U: not permitted but sends media';
}

function pass(state: ParticipantState, event: GeneralEvent): ParticipantStep {
  return { state, effects: [{ name: 'To call', event }] };
}

function send(state: ParticipantState, message: ParticipantMessage): ParticipantStep {
  return { state, effects: [{ name: 'Send', message }] };
}

function ignore(state: ParticipantState): ParticipantStep {
  return { state, effects: [{ name: 'Ignored' }] };
}
