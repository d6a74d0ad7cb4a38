/**
 * The floor of one talk group as 3GPP TS 24.380 clause 6.3.4 keeps it ("general floor control operation"), as a pure
 * machine: (state, event) -> (state, effects). It has no clock and no timers of its own; the moment comes with each
 * event, and every timer is named for the burst that started it, so that a stale one does nothing. There is no queue
 * and no pre-emption here yet: a request that meets a taken floor is denied.
 */

/** The right to speak, as one participant holds it now. */
export interface FloorGrant {
  readonly participantId: string;
  readonly burstId: string;
  readonly since: number;
  /** When T2 ends it. */
  readonly until: number;
  /** When the last RTP packet came from the participant; `since` before the first. */
  readonly mediaAt: number;
}

export type FloorState =
  { readonly name: 'G: Floor Idle' } | { readonly name: 'G: Floor Taken'; readonly grant: FloorGrant };

/** Milliseconds; the defaults are those of TS 24.380 table 11.1.2-1. */
export interface FloorLimits {
  /** T1, end of RTP media: a talker from whom nothing comes for this long has finished. */
  readonly endOfMediaMs: number;
  /** T2, stop talking. */
  readonly talkLimitMs: number;
}

export const defaultLimits: FloorLimits = { endOfMediaMs: 4_000, talkLimitMs: 30_000 };

export type FloorTimer = 'T1' | 'T2';

export type FloorEvent = { readonly at: number } & (
  | {
      readonly name: 'Floor Request';
      readonly participantId: string;
      /** Names the burst if this request is granted. */
      readonly burstId: string;
      /** False for one who may only listen. */
      readonly maySpeak: boolean;
      /** False while the server receives no talk sound of the participant that it could forward. */
      readonly hasMedia: boolean;
    }
  | { readonly name: 'Floor Release'; readonly participantId: string; readonly burstId: string }
  | { readonly name: 'RTP media'; readonly participantId: string }
  | { readonly name: 'Timer expired'; readonly timer: FloorTimer; readonly burstId: string }
  | { readonly name: 'Connection lost'; readonly participantId: string }
  | { readonly name: 'Permission lost'; readonly participantId: string }
);

/** Causes 1, 4 and 5 of clause 8.2.6.2. */
export type DenyCause = 'another-has-it' | 'retry-later' | 'receive-only';

export type EndReason = 'released' | 'too-long' | 'no-permission' | 'connection-lost' | 'no-media';

export type FloorEffect =
  /** `again` where the participant has the floor already and only lost our answer. */
  | { readonly name: 'Floor Granted'; readonly grant: FloorGrant; readonly again: boolean }
  | { readonly name: 'Floor Deny'; readonly participantId: string; readonly cause: DenyCause }
  | { readonly name: 'Floor Taken'; readonly grant: FloorGrant }
  /** The talker is told to stop; the server has stopped forwarding already. */
  | { readonly name: 'Floor Revoke'; readonly grant: FloorGrant; readonly reason: EndReason }
  | { readonly name: 'Floor Idle'; readonly ended: FloorGrant; readonly reason: EndReason }
  | { readonly name: 'Start timer'; readonly timer: FloorTimer; readonly burstId: string; readonly inMs: number }
  | { readonly name: 'Stop timers'; readonly burstId: string }
  | { readonly name: 'Forward media'; readonly burstId: string }
  /** "U: not permitted but sends media" (clause 6.3.5.8): what came is dropped. */
  | { readonly name: 'Drop media'; readonly participantId: string }
  | { readonly name: 'Ignored' };

export interface FloorStep {
  readonly state: FloorState;
  readonly effects: readonly FloorEffect[];
}

export const idle: FloorState = { name: 'G: Floor Idle' };

export function floorControl(state: FloorState, event: FloorEvent, limits: FloorLimits = defaultLimits): FloorStep {
  return state.name === 'G: Floor Idle' ? whenIdle(state, event, limits) : whenTaken(state, state.grant, event, limits);
}

function whenIdle(state: FloorState, event: FloorEvent, limits: FloorLimits): FloorStep {
  if (event.name === 'RTP media') return drop(state, event.participantId);
  if (event.name !== 'Floor Request') return ignore(state);
  if (!event.maySpeak) return deny(state, event.participantId, 'receive-only');
  if (!event.hasMedia) return deny(state, event.participantId, 'retry-later');
  const { at, participantId, burstId } = event;
  const grant = { participantId, burstId, since: at, until: at + limits.talkLimitMs, mediaAt: at };
  return {
    state: { name: 'G: Floor Taken', grant },
    effects: [
      { name: 'Floor Granted', grant, again: false },
      { name: 'Floor Taken', grant },
      { name: 'Start timer', timer: 'T1', burstId, inMs: limits.endOfMediaMs },
      { name: 'Start timer', timer: 'T2', burstId, inMs: limits.talkLimitMs },
    ],
  };
}

function whenTaken(state: FloorState, grant: FloorGrant, event: FloorEvent, limits: FloorLimits): FloorStep {
  switch (event.name) {
    case 'Floor Request':
      if (!event.maySpeak) return deny(state, event.participantId, 'receive-only');
      if (event.participantId !== grant.participantId) return deny(state, event.participantId, 'another-has-it');
      return { state, effects: [{ name: 'Floor Granted', grant, again: true }] };
    case 'Floor Release':
      if (event.participantId !== grant.participantId || event.burstId !== grant.burstId) return ignore(state);
      return end(grant, 'released');
    case 'RTP media':
      if (event.participantId !== grant.participantId) return drop(state, event.participantId);
      return {
        state: { name: 'G: Floor Taken', grant: { ...grant, mediaAt: Math.max(grant.mediaAt, event.at) } },
        effects: [{ name: 'Forward media', burstId: grant.burstId }],
      };
    case 'Timer expired':
      if (event.burstId !== grant.burstId) return ignore(state);
      return event.timer === 'T2' ? end(grant, 'too-long') : whenMediaMayHaveEnded(state, grant, event.at, limits);
    case 'Connection lost':
      return event.participantId === grant.participantId ? end(grant, 'connection-lost') : ignore(state);
    case 'Permission lost':
      return event.participantId === grant.participantId ? end(grant, 'no-permission') : ignore(state);
  }
}

/** T1 is not restarted by every packet; when it fires, it starts again for what is left since the last one. */
function whenMediaMayHaveEnded(state: FloorState, grant: FloorGrant, at: number, limits: FloorLimits): FloorStep {
  const leftMs = grant.mediaAt + limits.endOfMediaMs - at;
  if (leftMs <= 0) return end(grant, 'no-media');
  return { state, effects: [{ name: 'Start timer', timer: 'T1', burstId: grant.burstId, inMs: leftMs }] };
}

function end(grant: FloorGrant, reason: EndReason): FloorStep {
  const { burstId } = grant;
  return {
    state: idle,
    effects: [
      { name: 'Stop timers', burstId },
      ...(reason === 'released' ? [] : [{ name: 'Floor Revoke', grant, reason } as const]),
      { name: 'Floor Idle', ended: grant, reason },
    ],
  };
}

function deny(state: FloorState, participantId: string, cause: DenyCause): FloorStep {
  return { state, effects: [{ name: 'Floor Deny', participantId, cause }] };
}

function drop(state: FloorState, participantId: string): FloorStep {
  return { state, effects: [{ name: 'Drop media', participantId }] };
}

function ignore(state: FloorState): FloorStep {
  return { state, effects: [{ name: 'Ignored' }] };
}
