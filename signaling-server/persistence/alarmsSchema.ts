import type { JSONColumnType } from 'kysely';
import type { Alarm, AlarmKind, AlarmThresholds } from '@protocol';
import type { AlarmCourse } from '../alarms/alarmLifecycle';

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
  alarmNumbers: { last: number };
  alarmThresholds: { placeId: string; thresholds: JSONColumnType<AlarmThresholds> };
}
