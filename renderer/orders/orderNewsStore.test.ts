import type { Receipt } from '@protocol';
import { describe, expect, it } from 'vitest';
import { sampleOrder } from '@protocol';
import { newsOf } from './orderNewsStore';

const after = (change: Partial<Receipt>) => newsOf(sampleOrder(), sampleOrder({ receipt: change }));

describe('the word to the dispatcher', () => {
  it('is said when an order expires without having been delivered, and when a crew refuses, with its reason', () => {
    expect(after({ state: 'expired' })).toMatchObject([{ kind: 'expired', vehicleId: 'v' }]);
    expect(after({ state: 'refused', note: '车辆故障' })).toMatchObject([{ kind: 'refused', note: '车辆故障' }]);
  });

  it('is said when the supervisor was told, with what was waited for', () => {
    const escalations: Receipt['escalations'] = [
      { at: 1, cause: 'not-accepted', step: 'tell-supervisor', suggestedVehicleId: null },
    ];
    expect(after({ escalations })).toMatchObject([{ kind: 'supervisor', cause: 'not-accepted' }]);
    const before = sampleOrder({ receipt: { escalations } });
    expect(newsOf(before, sampleOrder({ receipt: { escalations, state: 'delivered' } }))).toEqual([]);
  });

  it('is not said of steps that go as they should', () => {
    for (const state of ['delivered', 'accepted', 'arrived', 'done', 'cancelled'] as const) {
      expect(after({ state })).toEqual([]);
    }
  });
});
