import { describe, expect, it } from 'vitest';
import { sampleOrder, sampleReceipt } from '@protocol';
import { byUrgency, orderClock } from './orderClock';

const SECOND_MS = 1_000;
const rule = {
  steps: [
    { cause: 'not-delivered', afterSeconds: 100, step: 'suggest-next-vehicle' },
    { cause: 'not-accepted', afterSeconds: 90, step: 'read-aloud' },
    { cause: 'not-accepted', afterSeconds: 60, step: 'repeat-with-tone' },
  ],
} as const;
const order = sampleOrder({ expiresAt: 3_600 * SECOND_MS });
const sent = sampleReceipt({ state: 'sent', times: { sent: 0 } });
const toneAt = (second: number): string | undefined =>
  orderClock(order, sent, { steps: [...rule.steps] }, second * SECOND_MS)?.tone;

describe('the clock on an order', () => {
  it('turns amber at half of its time and red at a fifth, both before it is late', () => {
    expect(toneAt(10)).toBe('calm');
    expect(toneAt(50)).toBe('amber');
    expect(toneAt(80)).toBe('red');
    expect(toneAt(99)).toBe('red');
    expect(toneAt(100)).toBe('late');
  });

  it('waits for the answer from the delivery on, until the first step of the rules', () => {
    const read = sampleReceipt({ state: 'read', times: { sent: 0, delivered: 5_000, read: 9_000 } });
    const clock = orderClock(order, read, { steps: [...rule.steps] }, 10_000);
    expect(clock).toMatchObject({ waitsFor: 'answer', since: 5_000, due: 65_000 });
  });

  it('ends a wait for delivery where the order expires, where that is earlier or nothing else is said', () => {
    expect(orderClock({ ...order, expiresAt: 30_000 }, sent, { steps: [...rule.steps] }, 0)?.due).toBe(30_000);
    expect(orderClock(order, sent, null, 0)?.due).toBe(order.expiresAt);
  });

  it('waits for the arrival until the deadline, and without one for as long as it takes', () => {
    const going = sampleReceipt({ state: 'on-the-way', times: { sent: 0, accepted: 1_000 } });
    const due = sampleOrder({ content: { deadline: 60_000 } });
    expect(orderClock(due, going, null, 40_000)).toMatchObject({ waitsFor: 'arrival', due: 60_000, tone: 'amber' });
    expect(orderClock(order, going, null, 40_000)).toMatchObject({ due: null, tone: 'calm' });
  });

  it('stands still on what has ended', () => {
    for (const state of ['closed', 'cancelled', 'expired'] as const) {
      expect(orderClock(order, sampleReceipt({ state }), null, 0)).toBeNull();
    }
  });

  it('puts what is late first, then what ends sooner', () => {
    const clocks = [10, 50, 99, 100].map((second) =>
      orderClock(order, sent, { steps: [...rule.steps] }, second * SECOND_MS),
    );
    expect([...clocks].sort(byUrgency).map((clock) => clock?.tone)).toEqual(['late', 'red', 'amber', 'calm']);
  });
});
