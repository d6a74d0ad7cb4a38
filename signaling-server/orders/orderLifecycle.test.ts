import { describe, expect, it } from 'vitest';
import { orderLifecycle, sentAt } from './orderLifecycle';

describe('the life of a receipt', () => {
  it('begins with the terminal having it', () => {
    const patience = { expiresAt: 100, deadline: null, steps: [] };
    expect(orderLifecycle(sentAt(0, 1), { name: 'accepted', at: 1 }, patience).outcome).toBe('refused');
    expect(orderLifecycle(sentAt(0, 1), { name: 'delivered', at: 1 }, patience)).toMatchObject({
      course: { state: 'delivered' },
    });
  });
});
