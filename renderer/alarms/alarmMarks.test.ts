import { describe, expect, it } from 'vitest';
import { sampleAlarm as alarm } from '@protocol';
import { alarmMarks } from './alarmMarks';

describe('the marks of vehicles with an alarm', () => {
  it('are there while one is open, whoever has it, and a call for help is seen before the rest', () => {
    const marks = alarmMarks([
      alarm({ id: '1', vehicleId: 'a', kind: 'sos', state: 'attended' }),
      alarm({ id: '2', vehicleId: 'a', kind: 'overspeed' }),
      alarm({ id: '3', vehicleId: 'b', kind: 'overspeed', state: 'parked' }),
      alarm({ id: '4', vehicleId: 'b', kind: 'sos', state: 'completed' }),
      alarm({ id: '5', vehicleId: 'c', kind: 'sos', state: 'completed' }),
      alarm({ id: '6', vehicleId: null, kind: 'disk' }),
    ]);
    expect([...marks]).toEqual([
      ['a', 'sos'],
      ['b', 'alarm'],
    ]);
  });
});
