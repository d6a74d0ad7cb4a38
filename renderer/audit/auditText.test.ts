import { describe, expect, it } from 'vitest';
import { actionText, detailsText, subjectText } from './auditText';

describe('the words of an audit row', () => {
  it('are the same for a thing done and for the request that was refused', () => {
    expect(actionText('video.watch', 'zh-CN')).toBe('查看画面');
    expect(actionText('video:watch', 'zh-CN')).toBe('查看画面');
  });

  it('name the field of a request that has no words of its own', () => {
    expect(actionText('media:resume', 'zh-CN')).toBe('媒体通道 · resume');
  });

  it('show what is unknown as it stands', () => {
    expect(actionText('weather.changed', 'zh-CN')).toBe('weather.changed');
  });

  it('name the details, say codes in words and moments as times, and leave out what is empty', () => {
    const details = { text: '', status: 'free', kind: 'sos', overspeedKilometresPerHour: '100 → 80', other: 7 };
    expect(detailsText({ details }, 'zh-CN')).toBe('状态 空闲 · 类型 紧急求助 · 车速超过 100 → 80 · other 7');
    const at = new Date(2026, 10, 22, 12, 43, 36).getTime();
    expect(detailsText({ details: { capturedAt: at } }, 'en')).toBe('picture of 11-22 12:43:36');
  });

  it('name a vehicle by its plate', () => {
    const subject = { kind: 'vehicle', id: 'v1' };
    expect(subjectText({ subject }, new Map([['v1', '鄂A·8T216']]), 'zh-CN')).toBe('车辆 鄂A·8T216');
  });
});
