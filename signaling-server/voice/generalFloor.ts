import type { BurstEndReason, DenyCause } from '@protocol';
import {
  enqueued,
  movedIn,
  placeOf,
  rankOf,
  reordered,
  without,
  type FloorQueue,
  type FloorRequest,
} from './floorQueue';
import type {
  FloorGrant,
  FloorRules,
  GeneralEffect,
  GeneralEvent,
  GeneralState,
  GeneralStep,
  GeneralTimer,
  Running,
  Taken,
} from './generalState';

/**
 * "General floor control operation" of 3GPP TS 24.380 clause 6.3.4, one machine per call, pure: (state, event, rules)
 * -> (state, effects). It has no clock and no timers of its own: the moment comes with each event, and what a timer of
 * an ended burst says is ignored.
 */

/** How long the floor is kept for a talker of whom no `voice:holdFloor` comes; not a timer of the standard. */
export const HEARTBEAT_LIMIT_MS = 4_000;

const BURST_TIMERS: readonly GeneralTimer[] = ['T1', 'T2', 'T2 warning', 'T3', 'heartbeat'];

/** The call is there and nobody speaks yet. */
export function openedFloor(rules: FloorRules): GeneralStep {
  return { state: { name: 'G: Floor Idle', emergencyOf: null }, effects: hangTime(null, rules) };
}

export function generalFloor(state: GeneralState, event: GeneralEvent, rules: FloorRules): GeneralStep {
  switch (state.name) {
    case 'G: Floor Idle':
      return whenIdle(state, event, rules);
    case 'G: Floor Taken':
    case 'G: pending Floor Revoke':
      return whenRunning(state, event, rules);
    case 'Releasing':
      return event.name === 'Floor Request' ? deny(state, event.request, 'retry-later') : ignore(state);
  }
}

function whenIdle(
  state: Extract<GeneralState, { name: 'G: Floor Idle' }>,
  event: GeneralEvent,
  rules: FloorRules,
): GeneralStep {
  switch (event.name) {
    case 'Floor Request': {
      const { state: taken, effects } = granted(event.request, [], state.emergencyOf, event.at, true, rules);
      return { state: taken, effects: [{ name: 'Stop timer', timer: 'T4' }, ...effects] };
    }
    case 'T4 expired':
      if (state.emergencyOf === null) return { state: { name: 'Releasing' }, effects: [{ name: 'Call released' }] };
      // Looked at again after as long a silence, so that it ends by itself once nothing keeps it.
      if (rules.emergencyLasts) return { state, effects: hangTime(state.emergencyOf, rules) };
      return {
        state: { ...state, emergencyOf: null },
        effects: [{ name: 'Emergency ended' }, ...hangTime(null, rules)],
      };
    case 'Emergency changed':
      return {
        state: { ...state, emergencyOf: event.sessionId },
        effects: [{ name: 'Stop timer', timer: 'T4' }, ...hangTime(event.sessionId, rules)],
      };
    case 'Call closed':
      return { state: { name: 'Releasing' }, effects: [{ name: 'Stop timer', timer: 'T4' }] };
    default:
      return ignore(state);
  }
}

function whenRunning(state: Running, event: GeneralEvent, rules: FloorRules): GeneralStep {
  const { grant, queue } = state;
  const pending = state.name === 'G: pending Floor Revoke';
  if ('participantId' in event && event.participantId !== grant.participantId) {
    const left = event.name === 'Queue Cancel' || event.name === 'Participant lost';
    return left ? leaveQueue(state, event.participantId) : ignore(state);
  }
  if ('burstId' in event && event.burstId !== grant.burstId) return ignore(state);
  switch (event.name) {
    case 'Floor Request':
      return asked(state, event.request, event.preempt, event.at, rules);
    case 'Floor Release':
      return ended(state, pending ? state.reason : 'released', event.at, rules);
    case 'Not Taken':
      return grant.confirmed ? ignore(state) : ended(state, 'not-taken', event.at, rules);
    case 'Floor Ack':
      return state.name === 'G: Floor Taken' && !grant.confirmed ? confirmed(state, event.at, rules) : ignore(state);
    case 'RTP media':
      return { state: { ...state, grant: { ...grant, mediaAt: Math.max(grant.mediaAt, event.at) } }, effects: [] };
    case 'Heartbeat':
      return { state: { ...state, grant: { ...grant, heardAt: Math.max(grant.heardAt, event.at) } }, effects: [] };
    case 'T1 expired':
      return unlessSince(state, 'T1', grant.mediaAt + rules.endOfMediaMs, 'no-media', event.at, rules);
    case 'heartbeat expired':
      return unlessSince(state, 'heartbeat', grant.heardAt + HEARTBEAT_LIMIT_MS, 'no-heartbeat', event.at, rules);
    case 'T2 warning expired':
      if (pending || grant.until === null) return ignore(state);
      return { state, effects: [{ name: 'Talk Ends Soon', grant, until: grant.until }] };
    case 'T2 expired':
      return pending || grant.until === null ? ignore(state) : revoked(state, 'too-long', event.at, rules);
    case 'T3 expired':
      return pending ? ended(state, state.reason, event.at, rules) : ignore(state);
    case 'Participant lost':
      return ended(state, pending ? state.reason : event.reason, event.at, rules);
    case 'Emergency changed':
      return withEmergency(state, event.sessionId, event.at, rules);
    case 'Call closed':
      return {
        state: { name: 'Releasing' },
        effects: [
          ...endOf(state, pending ? state.reason : event.reason, event.at),
          ...queue.map(({ participantId }) => ({ name: 'Floor Deny', participantId, cause: 'retry-later' }) as const),
          { name: 'Floor Idle' },
        ],
      };
    case 'Queue Cancel':
    case 'T4 expired':
      return ignore(state);
  }
}

/** A request that meets a talker. */
function asked(state: Running, request: FloorRequest, preempt: boolean, at: number, rules: FloorRules): GeneralStep {
  const { grant, queue, emergencyOf } = state;
  const rank = rankOf(request, emergencyOf);
  const higher = rank > rankOf(grant, emergencyOf);
  if (higher && request.sessionId === emergencyOf) return interrupted(state, request, at, rules);
  // The talker's own machine answers him; he cannot stand in his own queue.
  if (request.participantId === grant.participantId) return deny(state, request, 'retry-later');
  const known = placeOf(queue, request.participantId);
  if (known) {
    const answer: GeneralEffect = { name: 'Floor Queue Position Info', ...known };
    return preempt && higher ? preempted(state, at, rules, [answer]) : { state, effects: [answer] };
  }
  const interrupts = preempt && higher;
  const limit = interrupts ? Math.max(1, rules.queueLength) : rules.queueLength;
  if (!interrupts && queue.length >= limit) {
    return deny(state, request, limit === 0 ? 'another-has-it' : 'queue-full');
  }
  const longer = enqueued(queue, request, emergencyOf);
  // One who interrupts is next or nearly so: where the queue is full, the last one in it makes room.
  const after = longer.length > limit ? longer.slice(0, -1) : longer;
  const dropped = longer.slice(after.length);
  if (dropped.some(({ participantId }) => participantId === request.participantId)) {
    return deny(state, request, 'queue-full');
  }
  const effects: GeneralEffect[] = [
    ...dropped.map(({ participantId }) => ({ name: 'Floor Deny', participantId, cause: 'queue-full' }) as const),
    ...places(queue, after),
  ];
  const queued = { ...state, queue: after };
  return interrupts ? preempted(queued, at, rules, effects) : { state: queued, effects };
}

/** Somebody of a higher rank has asked to interrupt and waits in the queue. */
function preempted(state: Running, at: number, rules: FloorRules, before: readonly GeneralEffect[]): GeneralStep {
  if (state.name === 'G: pending Floor Revoke') {
    return { state, effects: before };
  }
  const step = revoked(state, 'pre-empted', at, rules);
  return { state: step.state, effects: [...before, ...step.effects] };
}

/** An emergency interrupts at once, without grace. */
function interrupted(state: Running, request: FloorRequest, at: number, rules: FloorRules): GeneralStep {
  const { emergencyOf } = state;
  const reason = state.name === 'G: pending Floor Revoke' ? state.reason : 'pre-empted';
  const queue = without(state.queue, request.participantId);
  const next = granted(request, queue, emergencyOf, at, true, rules);
  return { state: next.state, effects: [...endOf(state, reason, at), ...next.effects, ...places(state.queue, queue)] };
}

function withEmergency(state: Running, sessionId: string | null, at: number, rules: FloorRules): GeneralStep {
  const { grant } = state;
  const queue = reordered(state.queue, sessionId);
  const emergency = sessionId === grant.sessionId;
  const moved = places(state.queue, queue);
  const changed = { ...state, emergencyOf: sessionId, queue };
  const waiting = queue.find((request) => request.sessionId === sessionId);
  if (waiting && !emergency) {
    const step = interrupted(changed, waiting, at, rules);
    return { state: step.state, effects: [...moved, ...step.effects] };
  }
  if (emergency === grant.emergency) return { state: changed, effects: moved };
  const until = emergency ? null : at + rules.talkLimitMs;
  const changedGrant = { ...grant, emergency, until };
  const timers: readonly GeneralEffect[] = emergency
    ? [
        { name: 'Stop timer', timer: 'T2' },
        { name: 'Stop timer', timer: 'T2 warning' },
        { name: 'Stop timer', timer: 'T3' },
      ]
    : talkLimit(changedGrant, rules);
  // A talker whose emergency begins in his grace goes on: he is granted the floor anew.
  const again: readonly GeneralEffect[] =
    state.name === 'G: pending Floor Revoke' ? [{ name: 'Floor Granted', grant: changedGrant }] : [];
  const taken: Taken = { name: 'G: Floor Taken', emergencyOf: sessionId, grant: changedGrant, queue };
  return { state: taken, effects: [...timers, ...again, ...moved] };
}

/** The talker is told to stop and has the grace of T3 to finish his word; one who has not begun has none. */
function revoked(state: Taken, reason: BurstEndReason, at: number, rules: FloorRules): GeneralStep {
  if (!state.grant.confirmed || rules.graceMs === 0) return ended(state, reason, at, rules);
  const { grant } = state;
  return {
    state: { ...state, name: 'G: pending Floor Revoke', reason },
    effects: [
      { name: 'Stop timer', timer: 'T2' },
      { name: 'Stop timer', timer: 'T2 warning' },
      { name: 'Start timer', timer: 'T3', burstId: grant.burstId, inMs: rules.graceMs },
      { name: 'Floor Revoke', grant, reason, graceUntil: at + rules.graceMs },
    ],
  };
}

/** The grant is over; the first in the queue is granted, or the floor is idle. */
function ended(state: Running, reason: BurstEndReason, at: number, rules: FloorRules): GeneralStep {
  const { queue, emergencyOf } = state;
  const over = endOf(state, reason, at);
  const [next, ...others] = queue;
  if (!next) {
    return {
      state: { name: 'G: Floor Idle', emergencyOf },
      effects: [...over, { name: 'Floor Idle' }, ...hangTime(emergencyOf, rules)],
    };
  }
  const step = granted(next, others, emergencyOf, at, false, rules);
  return { state: step.state, effects: [...over, ...step.effects, ...places(queue, others)] };
}

function endOf({ grant }: Running, reason: BurstEndReason, at: number): readonly GeneralEffect[] {
  return [
    ...BURST_TIMERS.map((timer) => ({ name: 'Stop timer', timer }) as const),
    ...(reason === 'released' ? [] : [{ name: 'Floor Revoke', grant, reason, graceUntil: at } as const]),
    { name: 'Grant ended', grant, reason },
  ];
}

/** `confirmed` is false from the queue, where the person may have gone. */
function granted(
  request: FloorRequest,
  queue: FloorQueue,
  emergencyOf: string | null,
  at: number,
  confirmed: boolean,
  rules: FloorRules,
): { state: Taken; effects: readonly GeneralEffect[] } {
  const emergency = request.sessionId === emergencyOf;
  const until = emergency ? null : at + rules.talkLimitMs;
  const grant: FloorGrant = { ...request, emergency, since: at, until, confirmed, mediaAt: at, heardAt: at };
  return {
    state: { name: 'G: Floor Taken', emergencyOf, grant, queue },
    effects: [
      { name: 'Floor Granted', grant },
      { name: 'Floor Taken', grant },
      ...talkLimit(grant, rules),
      ...(confirmed ? begun(grant, rules) : []),
    ],
  };
}

function confirmed(state: Taken, at: number, rules: FloorRules): GeneralStep {
  const grant = { ...state.grant, confirmed: true, mediaAt: at, heardAt: at };
  return { state: { ...state, grant }, effects: begun(grant, rules) };
}

function begun(grant: FloorGrant, rules: FloorRules): readonly GeneralEffect[] {
  const { burstId } = grant;
  return [
    { name: 'Start timer', timer: 'T1', burstId, inMs: rules.endOfMediaMs },
    { name: 'Start timer', timer: 'heartbeat', burstId, inMs: HEARTBEAT_LIMIT_MS },
    { name: 'Burst began', grant },
  ];
}

function talkLimit({ burstId, until }: FloorGrant, rules: FloorRules): readonly GeneralEffect[] {
  if (until === null) return [];
  const warnInMs = Math.max(0, rules.talkLimitMs - rules.talkLimitWarningMs);
  return [
    { name: 'Start timer', timer: 'T2', burstId, inMs: rules.talkLimitMs },
    { name: 'Start timer', timer: 'T2 warning', burstId, inMs: warnInMs },
  ];
}

function hangTime(emergencyOf: string | null, rules: FloorRules): readonly GeneralEffect[] {
  if (rules.lasting && emergencyOf === null) return [];
  const inMs = emergencyOf === null ? rules.hangTimeMs : rules.emergencyHangTimeMs;
  return [{ name: 'Start timer', timer: 'T4', burstId: null, inMs }];
}

/** T1 and the heartbeat are not started again by every packet; when one fires, it starts again for what is left. */
function unlessSince(
  state: Running,
  timer: 'T1' | 'heartbeat',
  dueAt: number,
  reason: BurstEndReason,
  at: number,
  rules: FloorRules,
): GeneralStep {
  if (!state.grant.confirmed) return ignore(state);
  if (dueAt <= at) return ended(state, state.name === 'G: Floor Taken' ? reason : state.reason, at, rules);
  return { state, effects: [{ name: 'Start timer', timer, burstId: state.grant.burstId, inMs: dueAt - at }] };
}

function leaveQueue(state: Running, participantId: string): GeneralStep {
  const queue = without(state.queue, participantId);
  if (queue === state.queue) return ignore(state);
  return { state: { ...state, queue }, effects: places(state.queue, queue) };
}

function places(before: FloorQueue, after: FloorQueue): readonly GeneralEffect[] {
  return movedIn(before, after).map((moved) => ({ name: 'Floor Queue Position Info', ...moved }) as const);
}

function deny(state: GeneralState, { participantId }: FloorRequest, cause: DenyCause): GeneralStep {
  return { state, effects: [{ name: 'Floor Deny', participantId, cause }] };
}

function ignore(state: GeneralState): GeneralStep {
  return { state, effects: [{ name: 'Ignored' }] };
}
