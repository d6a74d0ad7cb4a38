import { sampleOrder } from '@protocol';
import { describe, expect, it } from 'vitest';
import { orderChanges } from './orderChanges';

const { content } = sampleOrder();
const place = { longitude: 114.3, latitude: 30.6, name: '三阳路口', radius: 80 };

describe('what a correction has changed', () => {
  it('is nothing for an order as it was first sent', () => {
    expect(orderChanges(sampleOrder())).toEqual([]);
  });

  it('is told part by part, against the version right before', () => {
    const corrected = sampleOrder({
      version: 3,
      content: { text: '改到江滩', place },
      earlier: [
        { version: 1, at: 1, name: '', content: { ...content, text: '最初', priority: 'flash' } },
        { version: 2, at: 2, name: '', content: { ...content, text: '前往三阳路口', place } },
      ],
    });
    expect(orderChanges(corrected).map(({ part }) => part)).toEqual(['text']);
    expect(orderChanges(corrected)[0]?.before.text).toBe('前往三阳路口');
  });

  it('sees another place, deadline, priority and other attachments', () => {
    const earlier = [{ version: 1, at: 1, name: '', content }];
    const after = { priority: 'urgent', place, deadline: 5_000, attachmentIds: ['a'] } as const;
    const parts = orderChanges(sampleOrder({ version: 2, earlier, content: { ...after, attachmentIds: ['a'] } }));
    expect(parts.map(({ part }) => part)).toEqual(['priority', 'place', 'deadline', 'attachments']);
  });
});
