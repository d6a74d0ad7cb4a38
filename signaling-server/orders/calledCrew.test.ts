import { describe, expect, it } from 'vitest';
import type { EscalationRule } from '@protocol';
import {
  dueAt,
  orderLifecycle,
  sentAt,
  type OrderEvent,
  type OrderPatience,
  type ReceiptCourse,
} from './orderLifecycle';

describe('a crew that is rung because it does not answer', () => {
  const called: EscalationRule['steps'] = [
    { cause: 'not-accepted', afterSeconds: 5, step: 'ring-crew' },
    { cause: 'not-accepted', afterSeconds: 15, step: 'ring-crew' },
    { cause: 'not-accepted', afterSeconds: 25, step: 'tell-supervisor' },
    { cause: 'not-arrived', afterSeconds: 0, step: 'tell-supervisor' },
  ];
  const rules: OrderPatience = { expiresAt: 60_000, deadline: 40_000, steps: called };
  const rung = (...events: OrderEvent[]): ReceiptCourse =>
    [{ name: 'delivered' as const, at: 0 }, { name: 'time' as const, at: 5_000 }, ...events].reduce<ReceiptCourse>(
      (course, event) => {
        const step = orderLifecycle(course, event, rules);
        return step.outcome === 'step' ? step.course : course;
      },
      sentAt(0, 1),
    );
  const call = { outcome: 'no-answer', name: '李' } as const;

  it('has answered once it picks up: it has not accepted, and nothing more is done at this stage', () => {
    const course = rung({ name: 'call-answered', at: 9_000, call: { outcome: 'answered', name: '李' } });
    expect(course).toMatchObject({ state: 'delivered', times: { sent: 0, delivered: 0 } });
    expect(course.times).not.toHaveProperty('accepted');
    expect(course.escalations).toMatchObject([{ call: { outcome: 'answered', at: 9_000, name: '李' } }]);
    // What comes next is another stage: that it has not arrived by the deadline.
    expect(dueAt(course, rules)).toBe(40_000);
    const late = orderLifecycle(course, { name: 'time', at: 40_000 }, rules);
    expect(late).toMatchObject({ transition: 'escalated' });
    expect(late.outcome === 'step' && late.course.escalations.at(-1)).toMatchObject({ cause: 'not-arrived' });
    expect(orderLifecycle(course, { name: 'time', at: 39_999 }, rules).outcome).toBe('already');
  });

  it('is called on by the next step as planned where it did not pick up, or nobody could ring', () => {
    for (const outcome of ['no-answer', 'no-desk', 'not-reachable'] as const) {
      const course = rung({ name: 'call-failed', at: 6_000, call: { ...call, outcome } });
      expect(course.escalations).toMatchObject([{ step: 'ring-crew', call: { outcome, at: 6_000 } }]);
      expect(dueAt(course, rules)).toBe(15_000);
    }
  });

  it('is answered for by the newest of its calls, and by none that was not made', () => {
    const course = rung({ name: 'call-failed', at: 6_000, call }, { name: 'time', at: 15_000 });
    expect(
      orderLifecycle(rung({ name: 'call-failed', at: 6_000, call }), { name: 'call-failed', at: 7_000 }, rules),
    ).toEqual({ outcome: 'already' });
    const step = orderLifecycle(course, { name: 'call-answered', at: 16_000 }, rules);
    expect(step.outcome === 'step' && step.course.escalations).toMatchObject([
      { call: { outcome: 'no-answer' } },
      { call: { outcome: 'answered', name: null } },
    ]);
    expect(orderLifecycle(sentAt(0, 1), { name: 'call-answered', at: 1 }, rules)).toEqual({ outcome: 'already' });
  });

  it('has answered what was sent then: a correction must be answered anew, and an old call says nothing of it', () => {
    const corrected = rung({ name: 'corrected', at: 8_000 });
    expect(orderLifecycle(corrected, { name: 'call-answered', at: 9_000 }, rules).outcome).toBe('already');
    const course = rung(
      { name: 'call-answered', at: 7_000 },
      { name: 'corrected', at: 8_000 },
      { name: 'delivered', at: 9_000 },
    );
    expect(dueAt(course, rules)).toBe(14_000);
  });
});
