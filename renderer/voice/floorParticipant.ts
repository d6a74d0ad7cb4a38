import type { BurstEndReason, DenyCause, ErrorCode } from '@protocol';
import type { Refusal } from './myFloor';

/**
 * One participant of one group's floor as 3GPP TS 24.380 clause 6.2.4 keeps it ("floor participant state transition
 * diagram for basic operation"), as a pure machine: (state, event) -> (state, effects). It has no clock: timers are
 * effects, and each belongs to the state that started it, so that leaving the state stops it. The clause's "Floor Ack"
 * is the answer of a request; T101 and T100 send again what no answer came for.
 */
export type ParticipantState =
  | {
      readonly name: 'U: has no permission';
      /** Counts the requests of this participant, so that the answer of an earlier one is known as such. */
      readonly attempt: number;
      readonly refusal: Refusal | null;
    }
  | { readonly name: 'U: pending request'; readonly attempt: number; readonly tries: number }
  | {
      readonly name: 'U: queued';
      readonly attempt: number;
      readonly position: number;
      readonly size: number;
      readonly isPressed: boolean;
      /** The floor has come and waits for the person's press (T132 runs). */
      readonly turn: Grant | null;
    }
  | { readonly name: 'U: has permission'; readonly attempt: number; readonly grant: Grant; readonly endsSoon: boolean }
  | {
      readonly name: 'U: pending release';
      readonly attempt: number;
      /** Null while it is not known whether the request was granted. */
      readonly burstId: string | null;
      readonly tries: number;
      /** The person presses again already. */
      readonly isPressed: boolean;
      readonly refusal: Refusal | null;
    };

/** Moments are on the server's clock, in milliseconds. */
export interface Grant {
  readonly burstId: string;
  readonly until: number | null;
  /** Set on a grant from the queue: when it is given back where nobody has pressed. */
  readonly confirmBy: number | null;
}

export type ParticipantTimer = 'T100' | 'T101' | 'T132';

export type ParticipantEvent =
  | { readonly name: 'Press' }
  | { readonly name: 'Let go' }
  | { readonly name: 'Cancel' }
  /** Answers to Floor Request, each with the attempt that it answers. */
  | { readonly name: 'Floor Granted'; readonly attempt: number; readonly grant: Grant }
  | { readonly name: 'Floor Queued'; readonly attempt: number; readonly position: number; readonly size: number }
  | {
      readonly name: 'Floor Deny';
      readonly attempt: number;
      readonly cause: DenyCause;
      readonly speakerName: string | null;
    }
  | { readonly name: 'Request failed'; readonly attempt: number; readonly code: ErrorCode }
  /** Without being asked. */
  | { readonly name: 'Granted from the queue'; readonly grant: Grant }
  | { readonly name: 'Queue position'; readonly position: number; readonly size: number }
  | { readonly name: 'Denied in the queue'; readonly cause: DenyCause }
  | { readonly name: 'Ends soon'; readonly burstId: string; readonly until: number }
  | { readonly name: 'Floor Revoke'; readonly burstId: string; readonly reason: BurstEndReason }
  /** The floor is idle or another's: the burst has ended for all. */
  | { readonly name: 'Burst ended'; readonly burstId: string; readonly reason: BurstEndReason }
  | { readonly name: 'Released'; readonly burstId: string }
  /** The server does not know this burst as ours. */
  | { readonly name: 'Not ours'; readonly burstId: string }
  | { readonly name: 'Timer expired'; readonly timer: ParticipantTimer }
  | { readonly name: 'Line lost' }
  | { readonly name: 'Call closed' };

export type ParticipantEffect =
  | { readonly name: 'Floor Request'; readonly attempt: number }
  /** Confirms a grant from the queue. */
  | { readonly name: 'Take floor'; readonly burstId: string }
  | { readonly name: 'Floor Release'; readonly burstId: string }
  | { readonly name: 'Cancel request' }
  | { readonly name: 'Open gate'; readonly burstId: string }
  | { readonly name: 'Shut gate' }
  | { readonly name: 'Tone'; readonly tone: 'permit' | 'deny' | 'turn' | 'warning' }
  | { readonly name: 'Start timer'; readonly timer: ParticipantTimer }
  | { readonly name: 'Stop timers' };

export interface ParticipantStep {
  readonly state: ParticipantState;
  readonly effects: readonly ParticipantEffect[];
}

export const noPermission: ParticipantState = { name: 'U: has no permission', attempt: 0, refusal: null };

/** How often a request and a release are sent in all (C101 and C100 of clause 11.2). */
const MOST_TRIES = 3;

export function floorParticipant(state: ParticipantState, event: ParticipantEvent): ParticipantStep {
  if (event.name === 'Line lost') return end(state, 'refusal' in state ? state.refusal : lost('connection-lost'));
  if (event.name === 'Call closed') return end(state, 'refusal' in state ? state.refusal : lost('call-closed'));
  switch (state.name) {
    case 'U: has no permission':
      return event.name === 'Press' ? ask(state.attempt + 1) : giveBack(state, event);
    case 'U: pending request':
      return whenPending(state, event);
    case 'U: queued':
      return whenQueued(state, event);
    case 'U: has permission':
      return whenSpeaking(state, event);
    case 'U: pending release':
      return whenReleasing(state, event);
  }
}

function whenPending(
  state: Extract<ParticipantState, { name: 'U: pending request' }>,
  event: ParticipantEvent,
): ParticipantStep {
  const { attempt, tries } = state;
  switch (event.name) {
    case 'Floor Granted':
      return event.attempt === attempt ? speak(attempt, event.grant, []) : giveBack(state, event);
    case 'Floor Queued':
      return event.attempt === attempt ? to({ ...event, name: 'U: queued', isPressed: true, turn: null }) : same(state);
    case 'Floor Deny':
      if (event.attempt !== attempt) return same(state);
      return refuse(
        state,
        event.cause === 'another-has-it'
          ? { why: 'another-has-it', speakerName: event.speakerName }
          : { why: event.cause },
      );
    case 'Request failed':
      // It may have arrived all the same, and then this participant stands in the queue.
      if (event.attempt !== attempt) return same(state);
      return refuse(state, { why: 'error', code: event.code }, [{ name: 'Cancel request' }]);
    case 'Granted from the queue':
      return speak(attempt, event.grant, [{ name: 'Take floor', burstId: event.grant.burstId }]);
    case 'Queue position':
      return to({ ...event, name: 'U: queued', attempt, isPressed: true, turn: null });
    case 'Let go':
    case 'Cancel':
      return to({ name: 'U: pending release', attempt, burstId: null, tries: 0, isPressed: false, refusal: null });
    case 'Timer expired':
      if (event.timer !== 'T101') return same(state);
      if (tries >= MOST_TRIES) return refuse(state, { why: 'error', code: 'timeout' }, [{ name: 'Cancel request' }]);
      return {
        state: { ...state, tries: tries + 1 },
        effects: [
          { name: 'Floor Request', attempt },
          { name: 'Start timer', timer: 'T101' },
        ],
      };
    default:
      return same(state);
  }
}

function whenQueued(state: Extract<ParticipantState, { name: 'U: queued' }>, event: ParticipantEvent): ParticipantStep {
  const { attempt, turn } = state;
  switch (event.name) {
    case 'Press':
      if (turn !== null) return speak(attempt, turn, [{ name: 'Take floor', burstId: turn.burstId }]);
      return { state: { ...state, isPressed: true }, effects: [] };
    case 'Let go':
      return { state: { ...state, isPressed: false }, effects: [] };
    case 'Cancel':
      return turn === null ? end(state, null, [{ name: 'Cancel request' }]) : release(attempt, turn.burstId, null);
    case 'Granted from the queue':
      if (state.isPressed) {
        return speak(attempt, event.grant, [{ name: 'Take floor', burstId: event.grant.burstId }]);
      }
      return waitForPress(state, event.grant);
    case 'Floor Granted':
      // A repeated request was answered after all, and by then the floor was free.
      if (event.attempt !== attempt) return giveBack(state, event);
      return state.isPressed ? speak(attempt, event.grant, []) : waitForPress(state, event.grant);
    case 'Queue position':
      return turn === null
        ? { state: { ...state, position: event.position, size: event.size }, effects: [] }
        : same(state);
    case 'Denied in the queue': {
      const refusal: Refusal =
        event.cause === 'another-has-it' ? { why: event.cause, speakerName: null } : { why: event.cause };
      // One whose turn has come stands in no queue any more: whoever denies him has not understood that it is his.
      return turn === null
        ? refuse(state, refusal)
        : release(attempt, turn.burstId, refusal, [{ name: 'Tone', tone: 'deny' }]);
    }
    case 'Floor Revoke':
    case 'Burst ended':
      return turn?.burstId === event.burstId ? refuse(state, lost('not-taken')) : same(state);
    case 'Timer expired':
      if (event.timer !== 'T132' || turn === null) return same(state);
      return release(attempt, turn.burstId, lost('not-taken'), [{ name: 'Tone', tone: 'deny' }]);
    default:
      return same(state);
  }
}

function whenSpeaking(
  state: Extract<ParticipantState, { name: 'U: has permission' }>,
  event: ParticipantEvent,
): ParticipantStep {
  const { attempt, grant } = state;
  const { burstId } = grant;
  switch (event.name) {
    case 'Let go':
    case 'Cancel':
      return release(attempt, burstId, null, [{ name: 'Shut gate' }]);
    case 'Ends soon':
      if (event.burstId !== burstId || state.endsSoon) return same(state);
      return {
        state: { ...state, grant: { ...grant, until: event.until }, endsSoon: true },
        effects: [{ name: 'Tone', tone: 'warning' }],
      };
    case 'Floor Revoke':
      if (event.burstId !== burstId) return same(state);
      return release(attempt, burstId, lost(event.reason), [{ name: 'Shut gate' }, { name: 'Tone', tone: 'deny' }]);
    case 'Burst ended':
      return event.burstId === burstId ? end(state, lost(event.reason)) : same(state);
    case 'Not ours':
      return event.burstId === burstId ? end(state, lost('connection-lost')) : same(state);
    case 'Granted from the queue':
      // T20: the server has not heard yet that it was taken.
      if (event.grant.burstId !== burstId) return giveBack(state, event);
      return { state, effects: [{ name: 'Take floor', burstId }] };
    default:
      return giveBack(state, event);
  }
}

function whenReleasing(
  state: Extract<ParticipantState, { name: 'U: pending release' }>,
  event: ParticipantEvent,
): ParticipantStep {
  const { attempt, burstId } = state;
  switch (event.name) {
    case 'Press':
      // The request that is still open serves the new press as well.
      if (burstId === null) return { ...ask(attempt), effects: [{ name: 'Start timer', timer: 'T101' }] };
      return { state: { ...state, isPressed: true, refusal: null }, effects: [] };
    case 'Let go':
    case 'Cancel':
      return { state: { ...state, isPressed: false }, effects: [] };
    case 'Floor Granted':
      if (burstId !== null || event.attempt !== attempt) return giveBack(state, event);
      return release(attempt, event.grant.burstId, null);
    case 'Granted from the queue':
      if (burstId === null) return release(attempt, event.grant.burstId, null);
      return giveBack(state, event);
    case 'Floor Queued':
    case 'Queue position':
      return burstId === null ? end(state, null, [{ name: 'Cancel request' }]) : same(state);
    case 'Floor Deny':
    case 'Request failed':
      return burstId === null && event.attempt === attempt
        ? end(state, null, [{ name: 'Cancel request' }])
        : same(state);
    case 'Released':
    case 'Burst ended':
    case 'Not ours':
      if (event.burstId !== burstId) return same(state);
      return state.isPressed ? ask(attempt + 1) : end(state, state.refusal);
    case 'Timer expired':
      if (event.timer !== 'T100' || burstId === null) return same(state);
      if (state.tries >= MOST_TRIES) return state.isPressed ? ask(attempt + 1) : end(state, state.refusal);
      return {
        state: { ...state, tries: state.tries + 1 },
        effects: [
          { name: 'Floor Release', burstId },
          { name: 'Start timer', timer: 'T100' },
        ],
      };
    default:
      return same(state);
  }
}

function ask(attempt: number): ParticipantStep {
  return {
    state: { name: 'U: pending request', attempt, tries: 1 },
    effects: [{ name: 'Stop timers' }, { name: 'Floor Request', attempt }, { name: 'Start timer', timer: 'T101' }],
  };
}

/** T132 runs; a grant that is told again (T20) does not start it anew. */
function waitForPress(state: Extract<ParticipantState, { name: 'U: queued' }>, grant: Grant): ParticipantStep {
  if (state.turn?.burstId === grant.burstId) return same(state);
  return {
    state: { ...state, turn: grant },
    effects: [{ name: 'Stop timers' }, { name: 'Tone', tone: 'turn' }, { name: 'Start timer', timer: 'T132' }],
  };
}

/** The gate is open before the tone begins: who speaks at the tone's first sound is not cut. */
function speak(attempt: number, grant: Grant, before: readonly ParticipantEffect[]): ParticipantStep {
  return {
    state: { name: 'U: has permission', attempt, grant, endsSoon: false },
    effects: [
      { name: 'Stop timers' },
      ...before,
      { name: 'Open gate', burstId: grant.burstId },
      { name: 'Tone', tone: 'permit' },
    ],
  };
}

function release(
  attempt: number,
  burstId: string,
  refusal: Refusal | null,
  before: readonly ParticipantEffect[] = [],
): ParticipantStep {
  return {
    state: { name: 'U: pending release', attempt, burstId, tries: 1, isPressed: false, refusal },
    effects: [
      { name: 'Stop timers' },
      ...before,
      { name: 'Floor Release', burstId },
      { name: 'Start timer', timer: 'T100' },
    ],
  };
}

function refuse(
  { attempt }: ParticipantState,
  refusal: Refusal,
  more: readonly ParticipantEffect[] = [],
): ParticipantStep {
  return {
    state: { name: 'U: has no permission', attempt, refusal },
    effects: [{ name: 'Stop timers' }, ...more, { name: 'Tone', tone: 'deny' }],
  };
}

/** Over, whatever it was; a speaker's gate is shut and he hears that he was cut. */
function end(
  from: ParticipantState,
  refusal: Refusal | null,
  more: readonly ParticipantEffect[] = [],
): ParticipantStep {
  const wasSpeaking = from.name === 'U: has permission';
  return {
    state: { name: 'U: has no permission', attempt: from.attempt, refusal },
    effects: [
      { name: 'Stop timers' },
      ...(wasSpeaking ? [{ name: 'Shut gate' } as const] : []),
      ...more,
      ...(wasSpeaking && refusal !== null ? [{ name: 'Tone', tone: 'deny' } as const] : []),
    ],
  };
}

/** A floor that came although nobody wants it any more is given back; all else is of no effect. */
function giveBack(state: ParticipantState, event: ParticipantEvent): ParticipantStep {
  if (event.name === 'Floor Granted' || event.name === 'Granted from the queue') {
    const { burstId } = event.grant;
    return isOwn(state, burstId) ? same(state) : { state, effects: [{ name: 'Floor Release', burstId }] };
  }
  const isQueuedUnasked = event.name === 'Floor Queued' || event.name === 'Queue position';
  return isQueuedUnasked && state.name === 'U: has no permission'
    ? { state, effects: [{ name: 'Cancel request' }] }
    : same(state);
}

function isOwn(state: ParticipantState, burstId: string): boolean {
  if (state.name === 'U: has permission') return state.grant.burstId === burstId;
  if (state.name === 'U: queued') return state.turn?.burstId === burstId;
  return state.name === 'U: pending release' && state.burstId === burstId;
}

const lost = (reason: BurstEndReason): Refusal => ({ why: 'ended', reason });
const to = (state: ParticipantState): ParticipantStep => ({ state, effects: [{ name: 'Stop timers' }] });
const same = (state: ParticipantState): ParticipantStep => ({ state, effects: [] });
