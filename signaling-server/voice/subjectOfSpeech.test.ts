import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '@protocol';
import { subjectOfSpeech, type OpenMatters, type Speech } from './subjectOfSpeech';

const speech = (change: Partial<Speech> = {}): Speech => ({
  group: { id: 'vehicle:car-1', kind: 'vehicle', vehicleIds: ['car-1'] },
  emergencyVehicleId: null,
  vehicleId: null,
  orderId: null,
  ...change,
});
const team = { id: 'place:team', kind: 'team', vehicleIds: ['car-1', 'car-2'] } as const;

function order(id: string, sentAt: number, states: Record<string, ReceiptState>, groupId: string | null = null) {
  const receipts = Object.entries(states).map(([vehicleId, state]) => ({ vehicleId, state }));
  return { id, sentAt, groupId, receipts };
}

function alarm(id: string, raisedAt: number, change: Partial<OpenMatters['alarms'][number]> = {}) {
  return { id, raisedAt, kind: 'sos', vehicleId: 'car-1', state: 'unattended', ...change } as const;
}

const nothing: OpenMatters = { orders: [], alarms: [] };

describe('what words belong to', () => {
  it('is nothing while nothing is open', () => {
    expect(subjectOfSpeech(speech(), nothing)).toEqual({ orderId: null, alarmId: null });
  });

  it('is the order that the speaker named, whatever else is open', () => {
    const orders = [order('other', 9, { 'car-1': 'accepted' })];
    expect(subjectOfSpeech(speech({ orderId: 'named' }), { ...nothing, orders }).orderId).toBe('named');
  });

  it('is the newest open order whose talk group it is, for the centre and for those it was sent to', () => {
    const orders = [
      order('older', 1, { 'car-1': 'sent' }, 'place:team'),
      order('newer', 2, { 'car-1': 'sent' }, 'place:team'),
      order('elsewhere', 3, { 'car-1': 'accepted' }),
    ];
    const matters = { ...nothing, orders };
    expect(subjectOfSpeech(speech({ group: team }), matters).orderId).toBe('newer');
    expect(subjectOfSpeech(speech({ group: team, vehicleId: 'car-1' }), matters).orderId).toBe('newer');
    expect(subjectOfSpeech(speech({ group: team, vehicleId: 'car-2' }), matters).orderId).toBeNull();
  });

  it('is the order that a crew has in hand where the crew and the centre are by themselves, and not in a team', () => {
    const orders = [
      order('waiting', 3, { 'car-1': 'delivered' }),
      order('in hand', 2, { 'car-1': 'arrived' }),
      order('of another', 4, { 'car-2': 'arrived' }),
    ];
    const matters = { ...nothing, orders };
    expect(subjectOfSpeech(speech({ vehicleId: 'car-1' }), matters).orderId).toBe('in hand');
    expect(subjectOfSpeech(speech(), matters).orderId).toBe('in hand');
    expect(subjectOfSpeech(speech({ group: team, vehicleId: 'car-1' }), matters).orderId).toBeNull();
  });

  it('is the call for help of who speaks, of whose channel it is, or of whose emergency the call is', () => {
    const matters = { ...nothing, alarms: [alarm('sos', 1), alarm('of another', 2, { vehicleId: 'car-2' })] };
    expect(subjectOfSpeech(speech({ group: team, vehicleId: 'car-1' }), matters).alarmId).toBe('sos');
    expect(subjectOfSpeech(speech(), matters).alarmId).toBe('sos');
    expect(subjectOfSpeech(speech({ group: team, emergencyVehicleId: 'car-1' }), matters).alarmId).toBe('sos');
    expect(subjectOfSpeech(speech({ group: team }), matters).alarmId).toBeNull();
  });

  it('is another alarm of the vehicle only while somebody attends to it, and only between the two', () => {
    const lost = alarm('camera', 5, { kind: 'camera-lost' });
    const attended = { ...nothing, alarms: [{ ...lost, state: 'attended' as const }] };
    expect(subjectOfSpeech(speech(), { ...nothing, alarms: [lost] }).alarmId).toBeNull();
    expect(subjectOfSpeech(speech(), attended).alarmId).toBe('camera');
    expect(subjectOfSpeech(speech({ group: team, vehicleId: 'car-1' }), attended).alarmId).toBeNull();
    const both = { ...nothing, alarms: [...attended.alarms, alarm('sos', 1)] };
    expect(subjectOfSpeech(speech(), both).alarmId).toBe('sos');
  });
});
