import { describe, expect, it, vi } from 'vitest';
import type { Role } from '@protocol';
import { sampleOrder } from '@protocol';
import { Access } from '../people/Access';
import { Places } from '../people/Places';
import { Broadcast } from './Broadcast';
import { Connections } from './Connections';

const position = { number: 1, at: 1, longitude: 114, latitude: 30, speed: null, heading: null, accuracy: null };

function setUp() {
  const places = Places.of([
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
    { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
  ]);
  const access = new Access({ places, clock: () => 0 });
  access.registerLocator('vehicle', (id) => ({ placeId: id.split('-')[0] ?? '', vehicleIds: [id] }));
  const connections = new Connections();
  const delivered: { connectionId: string; name: string; payload: unknown; lossy: boolean }[] = [];
  const broadcast = new Broadcast({
    access,
    connections,
    deliver: (connectionIds, name, payload, { lossy }) =>
      connectionIds.forEach((connectionId) => delivered.push({ connectionId, name, payload, lossy })),
  });
  const signIn = (connectionId: string, role: Role, placeId: string, vehicleId: string | null = null): void => {
    connections.open(connectionId, '');
    const session = { id: connectionId, accountId: connectionId, name: '', vehicleId, deviceId: null };
    connections.signIn(connectionId, { ...session, grants: [{ role, placeId }], expiresAt: 1 });
  };
  return { access, broadcast, connections, delivered, signIn };
}

describe('Broadcast', () => {
  it('tells of a lossy stream only the items that each session may see', () => {
    const { broadcast, delivered, signIn } = setUp();
    signIn('of the city', 'dispatcher', 'city');
    signIn('of the west', 'dispatcher', 'west');
    const east = { vehicleId: 'east-1', position };
    const west = { vehicleId: 'west-1', position };
    broadcast.announce('fleet:moved', [east, west]);
    expect(delivered).toEqual([
      { connectionId: 'of the city', name: 'fleet:moved', payload: [east, west], lossy: true },
      { connectionId: 'of the west', name: 'fleet:moved', payload: [west], lossy: true },
    ]);
  });

  it('sends nothing at all where no item is left', () => {
    const { broadcast, delivered, signIn } = setUp();
    signIn('of the west', 'dispatcher', 'west');
    broadcast.announce('fleet:moved', [{ vehicleId: 'east-1', position }]);
    expect(delivered).toEqual([]);
  });

  it('asks once about who holds the permission nowhere, however much there is to tell', () => {
    const { access, broadcast, delivered, signIn } = setUp();
    signIn('in east-1', 'crew', 'east', 'east-1');
    const asked = vi.spyOn(access, 'mayKnow');
    broadcast.announce(
      'fleet:moved',
      Array.from({ length: 50 }, (_, number) => ({ vehicleId: `east-${number}`, position })),
    );
    expect(delivered).toEqual([]);
    expect(asked).toHaveBeenCalledOnce();
  });

  it('tells a terminal of its own vehicle and of no other', () => {
    const { broadcast, delivered, signIn } = setUp();
    signIn('of the city', 'dispatcher', 'city');
    signIn('in east-1', 'crew', 'east', 'east-1');
    signIn('in east-2', 'crew', 'east', 'east-2');
    broadcast.announce('orders:changed', sampleOrder({ receipt: { vehicleId: 'east-1' } }));
    expect(delivered.map(({ connectionId }) => connectionId)).toEqual(['of the city', 'in east-1']);
  });

  it('tells nobody whose session has ended', () => {
    const { broadcast, connections, delivered, signIn } = setUp();
    signIn('of the city', 'dispatcher', 'city');
    connections.signOut('of the city');
    broadcast.announce('fleet:moved', [{ vehicleId: 'east-1', position }]);
    expect(delivered).toEqual([]);
  });
});
