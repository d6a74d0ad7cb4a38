import type { OrderTimes, Receipt } from '@protocol';

/** One receipt as the times look at it. */
export interface TimedReceipt extends Pick<Receipt, 'vehicleId' | 'state' | 'times'> {
  readonly deadline: number | null;
}

/** What the times are told of, with the receipts that count for it. */
export interface TimedSubject extends Pick<OrderTimes, 'subjectId' | 'name' | 'level'> {
  readonly receipts: readonly TimedReceipt[];
}

/** How long the receipts of each subject took, each step counted from the one before it. */
export function orderTimes(subjects: readonly TimedSubject[], now: number): OrderTimes[] {
  return subjects.map(({ receipts, ...subject }) => {
    const between = (from: keyof Receipt['times'], to: keyof Receipt['times']): number[] =>
      receipts.flatMap(({ times }) => {
        const began = times[from];
        const ended = times[to];
        return began === undefined || ended === undefined ? [] : Math.max(0, ended - began);
      });
    const deliver = between('sent', 'delivered');
    const accept = between('delivered', 'accepted');
    const arrive = between('accepted', 'arrived');
    const finish = between('arrived', 'done');
    return {
      ...subject,
      orders: receipts.length,
      refused: receipts.filter(({ times }) => times.refused !== undefined).length,
      late: receipts.filter((receipt) => isLate(receipt, now)).length,
      ...{ deliverP50Ms: percentile(deliver, 50), deliverP95Ms: percentile(deliver, 95) },
      ...{ acceptP50Ms: percentile(accept, 50), acceptP95Ms: percentile(accept, 95) },
      ...{ arriveP50Ms: percentile(arrive, 50), arriveP95Ms: percentile(arrive, 95) },
      ...{ finishP50Ms: percentile(finish, 50), finishP95Ms: percentile(finish, 95) },
    };
  });
}

/** Arrived after the deadline, or not at all although it has passed and nobody has called it off. */
function isLate({ deadline, state, times }: TimedReceipt, now: number): boolean {
  if (deadline === null) return false;
  if (times.arrived !== undefined) return times.arrived > deadline;
  return state !== 'cancelled' && state !== 'refused' && times.refused === undefined && now > deadline;
}

/** By nearest rank: a value that was measured; null where none was. */
function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}
