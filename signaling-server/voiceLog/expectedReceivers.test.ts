import { expect, it } from 'vitest';
import type { SignedInCaller } from '../wire/Caller';
import { expectedReceivers } from './expectedReceivers';

const vehicles = new Map(
  [
    { id: 'speaks', onDuty: true, online: true },
    { id: 'hears', onDuty: true, online: true },
    { id: 'away', onDuty: true, online: false },
    { id: 'off-duty', onDuty: false, online: true },
  ].map((vehicle) => [vehicle.id, { ...vehicle, plate: `plate of ${vehicle.id}` }]),
);
const listener = (accountId: string, vehicleId: string | null = null): { caller: SignedInCaller } => ({
  caller: {
    connectionId: `line of ${accountId}`,
    address: '',
    session: { id: '', accountId, name: accountId, grants: [], vehicleId, deviceId: null, expiresAt: 0 },
  },
});
const group = { vehicleIds: [...vehicles.keys(), 'unknown'] };
const find = (vehicleId: string) => vehicles.get(vehicleId) ?? null;
const listeners = [listener('desk-1'), listener('desk-1'), listener('desk-2'), listener('crew', 'hears')];

it('expects every vehicle on duty, connected or not, and each desk that listens once, but not who speaks', () => {
  const expected = expectedReceivers(group, { accountId: 'crew-1', vehicleId: 'speaks' }, find, listeners);
  expect(expected).toEqual([
    { receiverId: 'hears', kind: 'vehicle', name: 'plate of hears', online: true },
    { receiverId: 'away', kind: 'vehicle', name: 'plate of away', online: false },
    { receiverId: 'desk-1', kind: 'desk', name: 'desk-1', online: true },
    { receiverId: 'desk-2', kind: 'desk', name: 'desk-2', online: true },
  ]);
});

it('does not expect the desk that speaks to hear itself', () => {
  const expected = expectedReceivers({ vehicleIds: [] }, { accountId: 'desk-1', vehicleId: null }, find, listeners);
  expect(expected.map(({ receiverId }) => receiverId)).toEqual(['desk-2']);
});
