import { expect } from 'vitest';
import type { FloorLedger } from './FloorLedger';
import { generalFloor } from './generalFloor';
import type { FloorRules, GeneralEvent, GeneralState } from './generalState';
import { participantFloor, type ParticipantEvent, type ParticipantState } from './participantFloor';

/**
 * For tests: gives each machine by itself, in states that whole calls have met, those events that whole calls seldom or
 * never bring there, such as timers that were stopped, until every pair was taken `times` times. What happens must
 * leave the floor of others alone.
 */
export function takeAlone(ledger: FloorLedger, rules: FloorRules, times: number): void {
  for (const [name, states] of ledger.generalStates) {
    for (const [event] of generalEvents(states[0], 0)) {
      for (let turn = 0; turn < times; turn += 1) {
        if ((ledger.taken.get(`${name} × ${event}`) ?? 0) >= times) break;
        const state = states[turn % states.length];
        const given = generalEvents(state, turn).get(event);
        if (!state || !given) continue;
        ledger.count(name, event);
        expectUndisturbed(state, given, rules);
      }
    }
  }
  for (const [name, states] of ledger.participantStates) {
    for (const [event] of participantEvents(states[0], 0)) {
      for (let turn = 0; turn < times; turn += 1) {
        if ((ledger.taken.get(`${name} × ${event}`) ?? 0) >= times) break;
        const state = states[turn % states.length];
        const given = participantEvents(state, turn).get(event);
        if (!state || !given) continue;
        ledger.count(name, event);
        expectGated(state, given, rules);
      }
    }
  }
}

const AT = 10_000_000;

function generalEvents(state: GeneralState | undefined, turn: number): Map<string, GeneralEvent> {
  const holder = state && 'grant' in state ? state.grant : null;
  const own = turn % 2 === 0;
  const participantId = own && holder ? holder.participantId : 'stranger';
  const burstId = own && holder ? holder.burstId : 'old';
  const request = {
    participantId,
    sessionId: `session of ${participantId}`,
    burstId: 'new',
    priority: 1 + (turn % 14),
    since: AT,
    turn,
  };
  const events: GeneralEvent[] = [
    { name: 'Floor Request', at: AT, request, preempt: turn % 3 === 0 },
    { name: 'Floor Release', at: AT, participantId },
    { name: 'Queue Cancel', at: AT, participantId },
    { name: 'Floor Ack', at: AT, participantId },
    { name: 'Not Taken', at: AT, participantId },
    { name: 'RTP media', at: AT, participantId },
    { name: 'Heartbeat', at: AT, participantId },
    { name: 'Participant lost', at: AT, participantId, reason: 'no-permission' },
    ...(['T1', 'T2', 'T2 warning', 'T3', 'heartbeat'] as const).map(
      (timer) => ({ name: `${timer} expired`, at: AT, burstId }) as const,
    ),
    { name: 'T4 expired', at: AT, burstId: null },
    { name: 'Emergency changed', at: AT, sessionId: own ? null : request.sessionId },
    { name: 'Call closed', at: AT, reason: 'call-closed' },
  ];
  return new Map(events.map((event) => [event.name, event]));
}

function expectUndisturbed(state: GeneralState, event: GeneralEvent, rules: FloorRules): void {
  const { state: after, effects } = generalFloor(state, event, rules);
  const names = effects.map(({ name }) => name);
  const grants = effects.flatMap((effect) => (effect.name === 'Floor Granted' ? [effect.grant] : []));
  expect(grants.length).toBeLessThanOrEqual(1);
  const before = 'grant' in state ? state.grant : null;
  if (before && grants.some(({ burstId }) => burstId !== before.burstId)) {
    expect(names.indexOf('Grant ended')).toBeGreaterThanOrEqual(0);
    expect(names.indexOf('Grant ended')).toBeLessThan(names.indexOf('Floor Granted'));
  }
  const isForeign =
    ('participantId' in event && event.participantId !== before?.participantId) ||
    ('burstId' in event && event.burstId !== before?.burstId);
  if (before && isForeign) expect('grant' in after && after.grant).toEqual(before);
}

function participantEvents(state: ParticipantState | undefined, turn: number): Map<string, ParticipantEvent> {
  const own = state && 'grant' in state ? state.grant.burstId : state && 'burstId' in state ? state.burstId : 'none';
  const burstId = turn % 2 === 0 ? own : 'old';
  const request = { participantId: 'one', sessionId: 'session', burstId: 'new', priority: 5, since: AT, turn };
  const grant = {
    ...{ ...request, burstId, emergency: false, until: AT + 1, confirmed: turn % 4 < 2, mediaAt: AT, heardAt: AT },
  };
  const events: ParticipantEvent[] = [
    { name: 'Floor Request', at: AT, request, preempt: false, maySpeak: turn % 3 > 0, hasMedia: turn % 5 > 0 },
    { name: 'Floor Release', at: AT, burstId },
    { name: 'Floor Ack', at: AT, burstId },
    { name: 'Heartbeat', at: AT, burstId },
    { name: 'Queue Cancel', at: AT },
    { name: 'RTP media', at: AT },
    { name: 'Participant lost', at: AT, reason: 'no-permission' },
    { name: 'T20 expired', at: AT, burstId },
    { name: 'Send Floor Granted', at: AT, grant },
    { name: 'Send Floor Deny', at: AT, cause: 'queue-full' },
    { name: 'Send Floor Queue Position Info', at: AT, position: 1, size: 1 },
    { name: 'Send Floor Taken', at: AT },
    { name: 'Send Floor Idle', at: AT },
    { name: 'Send Floor Revoke', at: AT, burstId, reason: 'too-long', graceUntil: AT + (turn % 2) },
    { name: 'Send Talk Ends Soon', at: AT, burstId, until: AT },
  ];
  return new Map(events.map((event) => [event.name, event]));
}

/** A packet goes on only from one who may speak, and whatever else happens opens no gate but a grant does. */
function expectGated(state: ParticipantState, event: ParticipantEvent, rules: FloorRules): void {
  const { state: after, effects } = participantFloor('one', state, event, rules);
  const isOpen = (one: ParticipantState): boolean =>
    (one.name === 'U: permitted' && one.confirmBy === null) || one.name === 'U: pending Floor Revoke';
  const forwards = effects.some(({ name }) => name === 'Forward media');
  expect(forwards).toBe(event.name === 'RTP media' && isOpen(state));
  const mayOpen = ['Send Floor Granted', 'Floor Ack', 'Floor Request', 'Send Floor Revoke'].includes(event.name);
  if (!isOpen(state) && !mayOpen) expect(isOpen(after)).toBe(false);
}
