import type { Alarm } from '@protocol';

/**
 * Which alarm is looked at first: one's own call before others', a call for help before a fact, what nobody has before
 * what somebody has, the louder, then the older.
 */
export function alarmOrder(accountId: string): (one: Alarm, other: Alarm) => number {
  const weights = (alarm: Alarm): readonly number[] => [
    alarm.state === 'completed' ? 1 : 0,
    alarm.kind === 'sos' ? 0 : 1,
    alarm.called?.accountId === accountId || alarm.owner?.accountId === accountId ? 0 : 1,
    { unattended: 0, attended: 1, parked: 2, completed: 3 }[alarm.state],
    -alarm.loudness,
    alarm.state === 'completed' ? -alarm.raisedAt : alarm.raisedAt,
  ];
  return (one, other) => {
    const others = weights(other);
    const difference = weights(one)
      .map((weight, index) => weight - (others[index] ?? 0))
      .find((step) => step !== 0);
    return difference ?? 0;
  };
}

/** How urgently this desk must be told: 0 not at all, 1 to 3 as loud as the loudest alarm that is its own to take. */
export function urgencyFor(alarms: Iterable<Alarm>, accountId: string): number {
  let urgency = 0;
  for (const { state, kind, called, loudness } of alarms) {
    if (state !== 'unattended') continue;
    // A call for help is heard at every desk, and so is whatever has been passed on in vain.
    const isOwn = kind === 'sos' || loudness === 3 || called?.accountId === accountId;
    if (isOwn) urgency = Math.max(urgency, kind === 'sos' ? 3 : loudness);
  }
  return urgency;
}
