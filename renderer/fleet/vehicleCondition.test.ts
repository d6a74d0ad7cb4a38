import type { Order, Receipt } from '@protocol';
import { describe, expect, it } from 'vitest';
import { sampleOrder } from '@protocol';
import { conditionOf, openOrdersByVehicle } from './vehicleCondition';

const duty = { online: true, onDuty: true, status: 'free' } as const;

const order = (number: number, sentAt: number, state: Receipt['state']): Order =>
  sampleOrder({ id: `o${number}`, number, sentAt, receipt: { state } });

describe('conditionOf', () => {
  it('puts speaking before everything, and offline before what the vehicle last said', () => {
    expect(conditionOf({ ...duty, online: false }, true, null)).toBe('speaking');
    expect(conditionOf({ ...duty, online: false }, false, null)).toBe('offline');
    expect(conditionOf({ ...duty, onDuty: false }, false, null)).toBe('off-duty');
  });

  it('shows how far a vehicle is with its order once the crew has accepted it', () => {
    expect(conditionOf(duty, false, { number: 1, state: 'delivered', sentAt: 0 })).toBe('free');
    expect(conditionOf(duty, false, { number: 1, state: 'accepted', sentAt: 0 })).toBe('on-the-way');
    expect(conditionOf(duty, false, { number: 1, state: 'arrived', sentAt: 0 })).toBe('on-scene');
  });
});

describe('openOrdersByVehicle', () => {
  it('prefers the order a vehicle has come furthest with, then the newer one', () => {
    const furthest = openOrdersByVehicle([order(1, 1, 'accepted'), order(2, 2, 'delivered')]);
    expect(furthest.get('v')?.number).toBe(1);
    expect(openOrdersByVehicle([order(1, 1, 'sent'), order(2, 2, 'sent')]).get('v')?.number).toBe(2);
  });

  it('forgets what is done or refused', () => {
    expect(openOrdersByVehicle([order(1, 1, 'done'), order(2, 2, 'refused')]).size).toBe(0);
  });
});
