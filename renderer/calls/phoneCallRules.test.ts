import type { PhoneCall } from '@protocol';
import { describe, expect, it } from 'vitest';
import { isIncoming, otherParty } from './phoneCallRules';

const desk = { name: '值班席 01', vehicleId: null, accountId: 'dispatcher' };
const crew = { name: '鄂A·6M560', vehicleId: '6M560', accountId: null };
const call = (caller: PhoneCall['caller'], callee: PhoneCall['callee'], state: PhoneCall['state']): PhoneCall => ({
  id: 'call',
  placeId: 'wuhan',
  vehicleId: '6M560',
  caller,
  callee,
  state,
  endReason: null,
  startedAt: 0,
  answeredAt: null,
  endedAt: null,
  revision: 1,
});

describe('isIncoming', () => {
  it('rings the vehicle that the centre calls, and not the centre', () => {
    expect(isIncoming(call(desk, crew, 'ringing'), false, 'vehicle')).toBe(true);
    expect(isIncoming(call(desk, crew, 'ringing'), false, 'desk')).toBe(false);
  });

  it('rings every desk that a vehicle calls, and not the vehicle', () => {
    expect(isIncoming(call(crew, desk, 'ringing'), false, 'desk')).toBe(true);
    expect(isIncoming(call(crew, desk, 'ringing'), true, 'vehicle')).toBe(false);
  });

  it('is silent once somebody has answered', () => {
    expect(isIncoming(call(crew, desk, 'talking'), false, 'desk')).toBe(false);
  });
});

describe('otherParty', () => {
  it('is the vehicle for a desk and the desk for a vehicle, whoever has rung', () => {
    for (const one of [call(desk, crew, 'talking'), call(crew, desk, 'talking')]) {
      expect(otherParty(one, 'desk')).toBe(crew);
      expect(otherParty(one, 'vehicle')).toBe(desk);
    }
  });
});
