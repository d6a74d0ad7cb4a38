import { describe, expect, it } from 'vitest';
import { sampleOrder, sampleReceipt } from '@protocol';
import { boardOf } from './boardColumns';

const noRule = (): null => null;

describe('the board of orders', () => {
  it('shows an order in every column where one of its vehicles is, with those vehicles alone', () => {
    const order = sampleOrder({
      receipts: [
        sampleReceipt({ vehicleId: 'a', state: 'sent' }),
        sampleReceipt({ vehicleId: 'b', state: 'read' }),
        sampleReceipt({ vehicleId: 'c', state: 'delivered' }),
        sampleReceipt({ vehicleId: 'd', state: 'refused' }),
      ],
    });
    const board = boardOf([order], noRule, 2_000);
    const shown = (column: keyof typeof board): string[] =>
      board[column].flatMap(({ receipts }) => receipts.map(({ vehicleId }) => vehicleId));
    expect(shown('sent')).toEqual(['a']);
    expect(shown('delivered')).toEqual(['b', 'c']);
    expect(shown('going')).toEqual([]);
    expect(shown('answered')).toEqual(['d']);
  });

  it('puts what runs out first in front, then the more urgent order, then the older', () => {
    const calm = sampleOrder({ id: 'calm', expiresAt: 100_000, receipt: { times: { sent: 0 } } });
    const ending = sampleOrder({ id: 'ending', expiresAt: 10_000, receipt: { times: { sent: 0 } } });
    const board = boardOf([calm, ending], noRule, 9_000);
    expect(board.sent.map(({ order }) => order.id)).toEqual(['ending', 'calm']);

    const states = { receipt: { state: 'arrived' as const, times: { arrived: 1_000 } } };
    const arrived = [
      sampleOrder({ id: 'late', sentAt: 2_000, ...states }),
      sampleOrder({ id: 'early', sentAt: 1_000, ...states }),
      sampleOrder({ id: 'flash', sentAt: 3_000, content: { priority: 'flash' }, ...states }),
    ];
    expect(boardOf(arrived, noRule, 9_000).arrived.map(({ order }) => order.id)).toEqual(['flash', 'early', 'late']);
  });
});
