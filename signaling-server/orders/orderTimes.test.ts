import { describe, expect, it } from 'vitest';
import { orderTimes, type TimedReceipt } from './orderTimes';

const receipt = (times: TimedReceipt['times'], change: Partial<TimedReceipt> = {}): TimedReceipt => ({
  ...{ vehicleId: 'car-1', state: 'done', times, deadline: null },
  ...change,
});
const timesOf = (...receipts: TimedReceipt[]) =>
  orderTimes([{ subjectId: 'east', name: '东区', level: 'district', receipts }], 100_000)[0];

describe('how long orders take', () => {
  it('is told for each step from the one before it, as a middle and as a long one', () => {
    const receipts = Array.from({ length: 20 }, (_, index) =>
      receipt({ sent: 0, delivered: 100 + index, accepted: 1_100 + index, arrived: 5_100 + index }),
    );
    expect(timesOf(...receipts)).toMatchObject({
      ...{ orders: 20, deliverP50Ms: 109, deliverP95Ms: 118, acceptP50Ms: 1_000, arriveP95Ms: 4_000 },
      ...{ finishP50Ms: null, finishP95Ms: null },
    });
  });

  it('counts what was refused, and what came too late or not at all', () => {
    expect(
      timesOf(
        receipt({ sent: 0, arrived: 900 }, { deadline: 1_000 }),
        receipt({ sent: 0, arrived: 1_100 }, { deadline: 1_000 }),
        receipt({ sent: 0 }, { state: 'sent', deadline: 1_000 }),
        receipt({ sent: 0, refused: 10 }, { state: 'closed', deadline: 1_000 }),
        receipt({ sent: 0 }, { state: 'cancelled', deadline: 1_000 }),
      ),
    ).toMatchObject({ orders: 5, refused: 1, late: 2 });
  });
});
