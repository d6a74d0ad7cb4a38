import type { JSONColumnType } from 'kysely';
import type { GroupOpening, PhoneCall, PhoneEndReason, Polygon } from '@protocol';

/** Rows of calls: what was opened, started or rung, kept after its end. */
export interface CallsSchema {
  openedGroups: {
    id: string;
    kind: GroupOpening['kind'];
    name: string;
    placeId: string;
    vehicleIds: JSONColumnType<string[]>;
    area: JSONColumnType<Polygon | null>;
    openedById: string;
    openedByName: string;
    openedAt: number;
    closedAt: number | null;
    closeReason: 'closed' | 'hang-time' | null;
  };
  emergencies: {
    id: string;
    groupId: string;
    groupName: string;
    placeId: string;
    sessionId: string;
    accountId: string;
    name: string;
    /** Null for the centre. */
    vehicleId: string | null;
    startedAt: number;
    endedAt: number | null;
    endReason: 'ended' | 'hang-time' | 'group-closed' | null;
  };
  phoneCalls: {
    id: string;
    placeId: string;
    vehicleId: string;
    callerName: string;
    callerVehicleId: string | null;
    callerAccountId: string;
    calleeName: string;
    calleeVehicleId: string | null;
    calleeAccountId: string | null;
    state: PhoneCall['state'];
    endReason: PhoneEndReason | null;
    startedAt: number;
    answeredAt: number | null;
    endedAt: number | null;
    revision: number;
  };
  ambientListenings: {
    id: string;
    vehicleId: string;
    placeId: string;
    accountId: string;
    listenerName: string;
    reason: string;
    startedAt: number;
    endedAt: number | null;
  };
}
