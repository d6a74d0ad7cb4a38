import { describe, expect, it } from 'vitest';
import { actionText, subjectText } from './auditText';

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

  it('name a vehicle by its plate', () => {
    const subject = { kind: 'vehicle', id: 'v1' };
    expect(subjectText({ subject }, new Map([['v1', '鄂A·8T216']]), 'zh-CN')).toBe('车辆 鄂A·8T216');
  });
});
