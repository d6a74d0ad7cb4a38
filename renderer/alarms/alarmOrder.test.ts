import { describe, expect, it } from 'vitest';
import { sampleAlarm as alarm } from '@protocol';
import { alarmOrder, urgencyFor } from './alarmOrder';

const ann = { accountId: 'ann', name: '安' };

describe('the order of alarms', () => {
  it('is calls for help, then one’s own, then what nobody has, the completed ones last', () => {
    const sos = alarm({ id: 'sos', kind: 'sos', owner: { accountId: 'bob', name: '鲍' }, state: 'attended' });
    const own = alarm({ id: 'own', called: ann });
    const others = alarm({ id: 'others', called: { accountId: 'bob', name: '鲍' } });
    const over = alarm({ id: 'over', state: 'completed', kind: 'sos' });
    const sorted = [over, others, own, sos].sort(alarmOrder('ann'));
    expect(sorted.map(({ id }) => id)).toEqual(['sos', 'own', 'others', 'over']);
  });

  it('is the older first among equals', () => {
    const sorted = [alarm({ id: 'new', raisedAt: 9 }), alarm({ id: 'old', raisedAt: 2 })].sort(alarmOrder('ann'));
    expect(sorted.map(({ id }) => id)).toEqual(['old', 'new']);
  });
});

describe('how urgently a desk is told', () => {
  it('is by the alarms it is called to', () => {
    expect(urgencyFor([alarm({ called: ann, loudness: 2 })], 'ann')).toBe(2);
    expect(urgencyFor([alarm({ called: { accountId: 'bob', name: '鲍' } })], 'ann')).toBe(0);
  });

  it('is as loud as can be for a call for help and for what was passed on in vain, whoever is called', () => {
    expect(urgencyFor([alarm({ kind: 'sos', called: { accountId: 'bob', name: '鲍' } })], 'ann')).toBe(3);
    expect(urgencyFor([alarm({ loudness: 3, called: null })], 'ann')).toBe(3);
  });

  it('is not at all once somebody has it', () => {
    expect(urgencyFor([alarm({ kind: 'sos', state: 'attended', owner: ann })], 'bob')).toBe(0);
  });
});
