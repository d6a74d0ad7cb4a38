import type { JSONColumnType } from 'kysely';
import type { Alarm, AlarmKind, AlarmThresholds } from '@protocol';
import type { AlarmCourse } from '../alarms/alarmLifecycle';
import type { HoldReason } from '../recording/Holds';

/** Rows of alarms, as `schema.ts` has the others. */
export interface AlarmsSchema {
  alarms: {
    id: string;
    number: number;
    clientKey: string | null;
    kind: AlarmKind;
    placeId: string;
    vehicleId: string | null;
    cameraId: string | null;
    raisedAt: number;
    isOpen: boolean;
    course: JSONColumnType<AlarmCourse>;
    ownerName: string | null;
    details: JSONColumnType<Alarm['details']>;
    position: JSONColumnType<Alarm['position']>;
    history: JSONColumnType<Alarm['history']>;
    revision: number;
  };
  /** What was recorded of a vehicle within a span and must be kept until somebody releases it. */
  holds: {
    id: string;
    /** Null: everything. */
    vehicleId: string | null;
    placeId: string;
    fromAt: number;
    /** Null while what it is for goes on. */
    toAt: number | null;
    reason: HoldReason;
    alarmId: string | null;
    begunAt: number;
    /** Null: it holds. */
    releasedAt: number | null;
  };
  alarmNumbers: { last: number };
  alarmThresholds: { placeId: string; thresholds: JSONColumnType<AlarmThresholds> };
}
