import type { Alarm } from '@protocol';
import { loudnessOf } from './alarmLifecycle';
import type { AlarmRow } from './AlarmsTable';

/** An alarm as the pages know it. */
export function alarmOf(row: AlarmRow, called: Alarm['called']): Alarm {
  const { course, ownerName } = row;
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    placeId: row.placeId,
    vehicleId: row.vehicleId,
    cameraId: row.cameraId,
    state: course.state,
    owner: course.ownerId === null ? null : { accountId: course.ownerId, name: ownerName ?? '' },
    called: course.state === 'unattended' ? called : null,
    raisedAt: row.raisedAt,
    clearedAt: course.clearedAt,
    count: course.count,
    loudness: loudnessOf(course),
    parkedUntil: course.parkedUntil,
    details: row.details,
    position: row.position,
    history: row.history,
    revision: row.revision,
  };
}
