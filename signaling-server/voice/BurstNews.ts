import type { BurstEndReason, FloorEventLine } from '@protocol';

/** That somebody began to speak, told before his first packet is forwarded, or that he has ended. */
export interface BurstNews {
  readonly phase: 'began' | 'ended';
  readonly burstId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly placeId: string;
  /** Null for the centre. */
  readonly vehicleId: string | null;
  readonly speaker: {
    readonly sessionId: string;
    readonly accountId: string;
    readonly name: string;
    readonly priority: number;
  };
  readonly connectionId: string;
  readonly startedAt: number;
  /** Null as long as it runs. */
  readonly endedAt: number | null;
  readonly reason: BurstEndReason | null;
  /** True where it was spoken by the one whose emergency the call is. */
  readonly emergency: boolean;
  /** What the words belong to. */
  readonly orderId: string | null;
  readonly alarmId: string | null;
  /** What the floor did meanwhile; complete once the burst has ended. */
  readonly floorEvents: readonly FloorEventLine[];
}
