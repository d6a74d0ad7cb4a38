import type { FloorEvent, FloorState } from './floorControl';
import type { GeneralEvent } from './generalState';
import type { ParticipantEvent, ParticipantState } from './participantFloor';

/** One that may come to a floor as it stands, and the pair of state and event that it makes. */
export interface StrayEvent {
  readonly state: string;
  readonly event: FloorEvent;
}

/**
 * For tests: what comes too late, twice or from nobody who is here, and must leave everything as it is. Whole calls
 * seldom or never bring it about, since each machine keeps most of it from the other.
 */
export function strayFloorEvents({ general, participants }: FloorState, at: number): readonly StrayEvent[] {
  const toCall = generalStrays(general.name, at).map(
    (event) => ({ state: general.name, event: { to: 'call', event } }) as const,
  );
  const toParticipants = [...participants].flatMap(([participantId, state]) =>
    participantStrays(state, at).map(
      (event) => ({ state: state.name, event: { to: 'participant', participantId, event } }) as const,
    ),
  );
  return [...toCall, ...toParticipants];
}

function generalStrays(state: FloorState['general']['name'], at: number): readonly GeneralEvent[] {
  const participantId = 'nobody';
  return [
    ...(['Floor Release', 'Queue Cancel', 'Floor Ack', 'Not Taken', 'RTP media', 'Heartbeat'] as const).map(
      (name) => ({ name, at, participantId }) as const,
    ),
    { name: 'Participant lost', at, participantId, reason: 'connection-lost' },
    ...(['T1', 'T2', 'T2 warning', 'T3', 'heartbeat'] as const).map(
      (timer) => ({ name: `${timer} expired`, at, burstId: 'old' }) as const,
    ),
    // While nobody speaks, T4 is that of the call itself.
    ...(state === 'G: Floor Idle' ? [] : [{ name: 'T4 expired', at, burstId: null } as const]),
  ];
}

function participantStrays(state: ParticipantState, at: number): readonly ParticipantEvent[] {
  const burstId = 'old';
  const speaks = state.name === 'U: permitted' && state.grant.confirmed;
  return [
    { name: 'Floor Release', at, burstId },
    { name: 'Floor Ack', at, burstId },
    { name: 'Heartbeat', at, burstId },
    { name: 'T20 expired', at, burstId },
    { name: 'Send Floor Revoke', at, burstId, reason: 'too-long', graceUntil: at + 1 },
    { name: 'Send Talk Ends Soon', at, burstId, until: at },
    { name: 'Send Floor Queue Position Info', at, position: 1, size: 1 },
    // Of a request that he has withdrawn by speaking.
    ...(state.name === 'U: permitted' || state.name === 'U: pending Floor Revoke'
      ? [{ name: 'Queue Cancel', at } as const, { name: 'Send Floor Deny', at, cause: 'queue-full' } as const]
      : []),
    ...(speaks ? [{ name: 'Send Floor Granted', at, grant: state.grant } as const] : []),
    ...(state.name === 'U: not permitted and Floor Idle' ? [{ name: 'Send Floor Idle', at } as const] : []),
  ];
}
