import type { Order, ReceiptState } from '@protocol';
import { describe, expect, it } from 'vitest';
import { sampleOrder, sampleReceipt } from '@protocol';
import { crewOrders, isOpen, nextSteps } from './orderProgress';

const order = (id: string, state: ReceiptState, more: Parameters<typeof sampleOrder>[0] = {}): Order =>
  sampleOrder({ id, receipt: { state }, ...more });

describe('the orders before a crew', () => {
  it('shows only those of its own vehicle', () => {
    const others = order('x', 'sent', { receipts: [sampleReceipt({ vehicleId: 'w' })] });
    expect(crewOrders([others, order('o', 'sent')], 'v', []).map((crewOrder) => crewOrder.order.id)).toEqual(['o']);
  });

  it('puts what is under way first, then the more urgent, then the older', () => {
    const orders = [
      order('late', 'delivered', { sentAt: 3000 }),
      order('early', 'delivered', { sentAt: 2000 }),
      order('flash', 'delivered', { content: { priority: 'flash' }, sentAt: 4000 }),
      order('going', 'accepted', { sentAt: 5000 }),
    ];
    expect(crewOrders(orders, 'v', []).map((crewOrder) => crewOrder.order.id)).toEqual([
      'going',
      'flash',
      'early',
      'late',
    ]);
  });

  it('moves on by the steps that wait for the network, and says that they wait', () => {
    const step = { kind: 'advance', vehicleId: 'v', orderId: 'o', version: 1, note: null, at: 1 } as const;
    const [moved] = crewOrders([order('o', 'delivered')], 'v', [
      { ...step, state: 'accepted' },
      { ...step, state: 'arrived' },
    ]);
    expect(moved?.state).toBe('arrived');
    expect(moved?.waiting).toBe(true);
    const [delivered] = crewOrders([order('o', 'sent')], 'v', [{ ...step, state: 'delivered' }]);
    expect(delivered?.waiting).toBe(false);
  });

  it('moves on from no answer of another page by what the terminal says of itself, and from no end', () => {
    const step = { kind: 'advance', vehicleId: 'v', orderId: 'o', version: 1, note: null, at: 1 } as const;
    const stateOf = (known: ReceiptState, state: 'read' | 'accepted'): ReceiptState | undefined =>
      crewOrders([order('o', known)], 'v', [{ ...step, state }])[0]?.state;
    expect(stateOf('accepted', 'read')).toBe('accepted');
    expect(stateOf('delivered', 'read')).toBe('read');
    expect(stateOf('cancelled', 'accepted')).toBe('cancelled');
    expect(stateOf('expired', 'read')).toBe('expired');
  });

  it('starts anew with a corrected order, whatever waits of the version before', () => {
    const waits = {
      kind: 'advance',
      vehicleId: 'v',
      orderId: 'o',
      version: 1,
      note: null,
      at: 1,
      state: 'done',
    } as const;
    const corrected = order('o', 'sent', { version: 2, receipts: [sampleReceipt({ version: 2, state: 'sent' })] });
    expect(crewOrders([corrected], 'v', [waits])[0]).toMatchObject({ state: 'sent', waiting: false });
  });

  it('closes an order when it is refused or done', () => {
    expect(crewOrders([order('a', 'refused'), order('b', 'done')], 'v', []).some(isOpen)).toBe(false);
  });

  it('offers the steps that the server allows', () => {
    expect(nextSteps('delivered')).toEqual(['accepted', 'refused']);
    expect(nextSteps('accepted')).toEqual(['on-the-way', 'arrived', 'refused']);
    expect(nextSteps('on-the-way')).toEqual(['arrived', 'refused']);
    expect(nextSteps('arrived')).toEqual(['done']);
    expect(nextSteps('done')).toEqual([]);
  });
});
