import { describe, expect, it } from 'vitest';
import type { Order, ReceiptState } from '@protocol';
import { sampleOrder } from '@protocol';
import { acceptDelayMs, currentTask, stepDue, withOrder, type OrderTask } from './orderBehaviour';

const place = { longitude: 114.3, latitude: 30.6 };
const task = (state: OrderTask['state'], withPlace = true): OrderTask => ({
  orderId: 'order-1',
  version: 1,
  place: withPlace ? place : null,
  state,
  since: 10_000,
});
const order = (state: ReceiptState, id = 'order-1'): Order =>
  sampleOrder({ id, content: { place: { ...place, name: null, radius: 80 } }, receipt: { vehicleId: '3Z071', state } });

describe('a demo crew with an order', () => {
  it('says at once that it was delivered, and accepts it after 2 to 4 s', () => {
    expect(stepDue(task('sent'), 10_000, 900)).toBe('delivered');
    for (const id of ['a', 'order-7', '0f3b']) {
      expect(acceptDelayMs(id)).toBeGreaterThanOrEqual(2000);
      expect(acceptDelayMs(id)).toBeLessThan(4000);
    }
    expect(stepDue(task('delivered'), 11_999, 900)).toBeNull();
    expect(stepDue(task('delivered'), 14_000, 900)).toBe('accepted');
  });

  it('has arrived within 60 m of the place and not before, and is done 8 s later', () => {
    expect(stepDue(task('accepted'), 10_001, 61)).toBe('on-the-way');
    expect(stepDue(task('on-the-way'), 99_000, 61)).toBeNull();
    expect(stepDue(task('on-the-way'), 99_000, 60)).toBe('arrived');
    expect(stepDue(task('accepted'), 10_001, 60)).toBe('arrived');
    expect(stepDue(task('arrived'), 17_999, 0)).toBeNull();
    expect(stepDue(task('arrived'), 18_000, 400)).toBe('done');
  });

  it('arrives after 8 s where the order has no place', () => {
    expect(stepDue(task('accepted', false), 17_999, null)).toBeNull();
    expect(stepDue(task('accepted', false), 18_000, null)).toBe('arrived');
  });

  it('keeps the moment of a state that it hears of twice, and forgets an order that is done or refused', () => {
    const first = withOrder([], order('delivered'), '3Z071', 5000);
    expect(withOrder(first, order('delivered'), '3Z071', 7000)[0]?.since).toBe(5000);
    expect(withOrder(first, order('accepted'), '3Z071', 7000)[0]).toMatchObject({ state: 'accepted', since: 7000 });
    expect(withOrder(first, order('done'), '3Z071', 7000)).toEqual([]);
    expect(withOrder(first, order('refused'), '3Z071', 7000)).toEqual([]);
    expect(withOrder([], order('sent'), '0C118', 7000)).toEqual([]);
  });

  it('drives to the first order that it accepted', () => {
    let tasks = withOrder([], order('accepted', 'first'), '3Z071', 1);
    tasks = withOrder(tasks, order('accepted', 'second'), '3Z071', 2);
    expect(currentTask(tasks)?.orderId).toBe('first');
    expect(currentTask(withOrder(tasks, order('done', 'first'), '3Z071', 3))?.orderId).toBe('second');
  });
});
