import { describe, expect, it } from 'vitest';
import { feedKinds } from '../protocol/feed';
import { eventSentence } from './eventSentence';

describe('what happened, as the report of a package says it', () => {
  it('says codes in words, and an order by its number as on the air', () => {
    const reason = { view: 'rear', reason: 'poor-network', plate: '鄂A·1' };
    expect(eventSentence({ kind: 'camera-off', details: reason })).toBe('后视摄像头断开，原因：网络不良');
    expect(eventSentence({ kind: 'status-changed', details: { status: 'busy' } })).toBe('状态：处置中');
    expect(eventSentence({ kind: 'alarm', details: { alarm: 'overspeed' } })).toBe('告警：超速');
    expect(eventSentence({ kind: 'order-accepted', details: { orderNumber: 7 } })).toBe('接受指令 #0007');
    const escalated = { orderNumber: 12, cause: 'not-accepted', step: 'ring-crew' };
    expect(eventSentence({ kind: 'order-escalated', details: escalated })).toBe('指令 #0012 未接受：呼叫班组');
    const unanswered = { orderNumber: 12, outcome: 'no-answer', desk: '值班席 01' };
    expect(eventSentence({ kind: 'order-call-failed', details: unanswered })).toBe('指令 #0012 电话未接通：无人接听');
    const handedOver = { speaker: '李红', text: '武昌区指挥员', orders: 2, alarms: 0 };
    expect(eventSentence({ kind: 'orders-handed-over', details: handedOver })).toBe(
      '李红 将 2 条指令、0 起告警移交 武昌区指挥员',
    );
    const burst = { group: '一中队', speaker: '张伟', seconds: 3.456 };
    expect(eventSentence({ kind: 'burst', details: burst })).toBe('一中队　张伟 讲话 3.5 秒');
  });

  it('is said of every kind of fact, without a hole where a detail is missing', () => {
    for (const kind of feedKinds) {
      const sentence = eventSentence({ kind, details: {} });
      expect(sentence).toMatch(/[一-鿿]/);
      expect(sentence).not.toMatch(/[{}]|undefined/);
    }
  });
});
