import type { BurstEndReason, DenyCause, FloorSettings } from '@protocol';
import type { FloorQueue, FloorRequest, QueuePlace } from './floorQueue';

export interface FloorRules extends FloorSettings {
  /** False for a call that was opened for the moment: it is released when nobody has spoken for its hang time (T4). */
  readonly lasting: boolean;
  /** While it is true, silence does not end an emergency: what it is for goes on, though nobody can speak just now. */
  readonly emergencyLasts: boolean;
}

/** The right to speak, as one participant holds it now. */
export interface FloorGrant extends FloorRequest {
  /** True for the one whose emergency it is: T2 does not end him. */
  readonly emergency: boolean;
  /** When he was granted it; `since` of a request is when he asked. */
  readonly since: number;
  /** When T2 ends it. */
  readonly until: number | null;
  /** False while one who was granted it from the queue has not been heard to press. */
  readonly confirmed: boolean;
  /** When the last RTP packet came, and the last heartbeat; the moment of the grant before the first. */
  readonly mediaAt: number;
  readonly heardAt: number;
}

export type GeneralState =
  | { readonly name: 'G: Floor Idle'; readonly emergencyOf: string | null }
  | {
      readonly name: 'G: Floor Taken';
      readonly emergencyOf: string | null;
      readonly grant: FloorGrant;
      readonly queue: FloorQueue;
    }
  | {
      readonly name: 'G: pending Floor Revoke';
      readonly emergencyOf: string | null;
      readonly grant: FloorGrant;
      readonly queue: FloorQueue;
      readonly reason: BurstEndReason;
    }
  | { readonly name: 'Releasing' };

export type Running = Extract<GeneralState, { grant: FloorGrant }>;
export type Taken = Extract<GeneralState, { name: 'G: Floor Taken' }>;

export type GeneralTimer = 'T1' | 'T2' | 'T2 warning' | 'T3' | 'T4' | 'heartbeat';

export type GeneralEvent = { readonly at: number } & (
  | { readonly name: 'Floor Request'; readonly request: FloorRequest; readonly preempt: boolean }
  | { readonly name: 'Floor Release'; readonly participantId: string }
  | { readonly name: 'Queue Cancel'; readonly participantId: string }
  | { readonly name: 'Floor Ack'; readonly participantId: string }
  | { readonly name: 'Not Taken'; readonly participantId: string }
  | { readonly name: 'RTP media'; readonly participantId: string }
  | { readonly name: 'Heartbeat'; readonly participantId: string }
  | {
      readonly name: 'Participant lost';
      readonly participantId: string;
      readonly reason: 'connection-lost' | 'no-permission';
    }
  /** `burstId` is that of the burst which started the timer; null for T4. */
  | { readonly name: `${GeneralTimer} expired`; readonly burstId: string | null }
  | { readonly name: 'Emergency changed'; readonly sessionId: string | null }
  | { readonly name: 'Call closed'; readonly reason: 'call-closed' | 'server-restarted' }
);

export type GeneralEffect =
  | { readonly name: 'Floor Granted'; readonly grant: FloorGrant }
  | { readonly name: 'Floor Deny'; readonly participantId: string; readonly cause: DenyCause }
  | ({ readonly name: 'Floor Queue Position Info' } & QueuePlace)
  /** To everyone but the talker. */
  | { readonly name: 'Floor Taken'; readonly grant: FloorGrant }
  /** To everyone. */
  | { readonly name: 'Floor Idle' }
  /** What is said until `graceUntil` still goes out. */
  | {
      readonly name: 'Floor Revoke';
      readonly grant: FloorGrant;
      readonly reason: BurstEndReason;
      readonly graceUntil: number;
    }
  | { readonly name: 'Talk Ends Soon'; readonly grant: FloorGrant; readonly until: number }
  /** From now on he is heard: at once, or when one who was granted it from the queue presses. */
  | { readonly name: 'Burst began'; readonly grant: FloorGrant }
  | { readonly name: 'Grant ended'; readonly grant: FloorGrant; readonly reason: BurstEndReason }
  | {
      readonly name: 'Start timer';
      readonly timer: GeneralTimer;
      readonly burstId: string | null;
      readonly inMs: number;
    }
  | { readonly name: 'Stop timer'; readonly timer: GeneralTimer }
  | { readonly name: 'Emergency ended' }
  | { readonly name: 'Call released' }
  | { readonly name: 'Ignored' };

export interface GeneralStep {
  readonly state: GeneralState;
  readonly effects: readonly GeneralEffect[];
}
