import type { Receipt } from '@protocol';
import { describe, expect, it } from 'vitest';
import { sampleOrder } from '@protocol';
import { orderSuggestions } from './orderSuggestions';

const suggested = (change: Partial<Receipt>, cause: Receipt['escalations'][number]['cause'] = 'not-accepted') =>
  sampleOrder({
    receipt: {
      escalations: [{ at: 5_000, cause, step: 'suggest-next-vehicle', suggestedVehicleId: 'w' }],
      ...change,
    },
  });

describe('what the rules suggest', () => {
  it('is shown to the one in charge while nobody answers', () => {
    const order = suggested({ state: 'delivered' });
    expect(orderSuggestions([order], 'account')).toMatchObject([{ suggestedVehicleId: 'w' }]);
    expect(orderSuggestions([order], 'somebody else')).toEqual([]);
  });

  it('is gone as soon as the crew has answered, and stays where the answer is a refusal', () => {
    expect(orderSuggestions([suggested({ state: 'accepted' })], 'account')).toEqual([]);
    expect(orderSuggestions([suggested({ state: 'cancelled' })], 'account')).toEqual([]);
    expect(orderSuggestions([suggested({ state: 'refused' })], 'account')).toHaveLength(1);
  });

  it('is gone once the terminal has it, where only the delivery was waited for', () => {
    expect(orderSuggestions([suggested({ state: 'delivered' }, 'not-delivered')], 'account')).toEqual([]);
    expect(orderSuggestions([suggested({ state: 'accepted' }, 'not-arrived')], 'account')).toHaveLength(1);
  });

  it('is about the version that it was made for, and not about a later one', () => {
    expect(orderSuggestions([suggested({ state: 'sent', times: { sent: 9_000 } })], 'account')).toEqual([]);
  });
});
