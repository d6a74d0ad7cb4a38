import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '@protocol';
import type { Session } from '../wire/Caller';
import { Access } from './Access';
import { Places } from './Places';

let helpIsCalled: boolean;
let access: Access;

beforeEach(() => {
  helpIsCalled = false;
  const places = Places.of([
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
    { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
  ]);
  access = new Access({ places, clock: () => 0 });
  access.registerLocator('vehicle', (id) => ({ placeId: 'east', vehicleIds: [id] }));
  access.lend('video.listen', {
    toHoldersOf: 'video.watch',
    isOpen: (vehicleId) => helpIsCalled && vehicleId === 'car',
  });
});

const session = (role: Role, placeId: string, vehicleId: string | null = null): Session => ({
  ...{ id: 's', accountId: 'a', name: 'a', grants: [{ role, placeId }], vehicleId, deviceId: null, expiresAt: 1 },
});
const mayHear = (who: Session, vehicleId = 'car'): boolean =>
  access.may(who, 'video.listen', [{ kind: 'vehicle', id: vehicleId }]);

describe('listening that is lent', () => {
  it('is for who may see the vehicle, for this vehicle, and for as long as it calls for help', async () => {
    const supervisor = session('supervisor', 'city');
    expect(mayHear(supervisor)).toBe(false);
    helpIsCalled = true;
    expect(mayHear(supervisor)).toBe(true);
    const caller = { connectionId: 'c', address: '', session: supervisor };
    await access.authorise(caller, 'video.listen', [{ kind: 'vehicle', id: 'car' }]);
    expect(mayHear(supervisor, 'other')).toBe(false);
    helpIsCalled = false;
    expect(mayHear(supervisor)).toBe(false);
  });

  it('is for nobody of another district, no administrator and no other crew', () => {
    helpIsCalled = true;
    expect(mayHear(session('supervisor', 'west'))).toBe(false);
    expect(mayHear(session('administrator', 'city'))).toBe(false);
    expect(mayHear(session('crew', 'east', 'other'))).toBe(false);
  });
});
