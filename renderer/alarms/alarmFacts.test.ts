import { sampleAlarm as alarm } from '@protocol';
import { describe, expect, it } from 'vitest';
import { alarmFacts } from './alarmFacts';

describe('what an alarm says beside its kind', () => {
  it('is what it knows, in the words of the page', () => {
    const lost = alarm({ kind: 'camera-lost', details: { plate: '鄂A', view: 'rear', seconds: 30 }, count: 3 });
    expect(alarmFacts(lost, 'zh-CN')).toEqual(['后摄像头', '持续 30 s', '发生 3 次']);
    expect(alarmFacts(lost, 'en')).toEqual(['Rear camera', 'for 30 s', '3 times']);
    const fast = alarm({ details: { speed: 120, limit: 100 }, clearedAt: 5 });
    expect(alarmFacts(fast, 'zh-CN')).toEqual(['120 km/h，限 100 km/h', '现象已消失']);
    expect(alarmFacts(alarm({ kind: 'clock-off', details: { ms: -3_240 } }), 'en')).toEqual(['3.2 s off']);
    const silent = alarm({ kind: 'no-sound', details: { plate: '鄂A', sound: 'silent', seconds: 0 } });
    expect(alarmFacts(silent, 'zh-CN')).toEqual(['麦克风在发送，但没有信号']);
    expect(alarmFacts(alarm({ kind: 'no-sound', details: { seconds: 60 } }), 'en')).toEqual(['for 60 s']);
    const denied = alarm({ kind: 'no-sound', details: { reason: 'microphone-denied', seconds: 60 } });
    expect(alarmFacts(denied, 'zh-CN')).toEqual(['麦克风未授权', '持续 60 s']);
    expect(alarmFacts(denied, 'en')).toEqual(['Microphone not permitted', 'for 60 s']);
    expect(alarmFacts(alarm({ kind: 'sos', details: { crew: '黄静', plate: 'x' } }), 'zh-CN')).toEqual(['黄静']);
  });
});
