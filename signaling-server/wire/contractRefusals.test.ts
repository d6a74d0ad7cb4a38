import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  events,
  requests,
  routes,
  type EventEntry,
  type EventName,
  type HttpEntry,
  type RequestEntry,
  type RequestName,
  type RouteName,
  type Subject,
} from '@protocol';
import { eventExamples, requestExamples, routeExamples } from './contractExamples';
import { ContractWorld, roleWith, type Client } from './ContractWorld';

/**
 * Requests that touch nothing but what their handler looks up by the caller's own rights. A new one is put here only
 * when its handler filters by `access.may` or `access.everyPlaceWith`, or touches the caller's own connection alone.
 */
const answeredByOwnRights: readonly RequestName[] = [
  'session:changePassword',
  'session:signOut',
  'fleet:list',
  'media:capabilities',
  'media:introduce',
  'media:openSend',
  'voice:list',
  'voice:settings',
  'calls:list',
  'calls:endAmbient',
  'orders:list',
  'orders:rank',
  'orders:templates',
  'orders:times',
  'orders:successors',
  'orders:handOver',
  'orders:handOvers',
  'orders:seeHandOver',
  'alarms:list',
  'audit:search',
  'audit:verify',
  'voiceLog:list',
  'recording:state',
  'recording:segments',
  'recording:vehicles',
  'recording:coverage',
  'recording:clocks',
  'recording:requestDeletion',
  'fleet:track',
  'review:lanes',
  'review:segments',
  'review:share',
  'marks:add',
  'marks:list',
  'marks:stills',
  'covers:make',
  'covers:list',
  'operations:list',
  'evidence:export',
  'evidence:custody',
  'evidence:packages',
  'evidence:levels',
  'evidence:key',
  'evidence:changeKey',
  'recording:storage',
  'recording:saveRetention',
  'review:lanes',
  'review:segments',
  'status:report',
  'feed:list',
];

/** Routes in the same case. */
const routesAnsweredByOwnRights: readonly RouteName[] = ['POST /media/attachments', 'GET /reports/order-times.csv'];

/** The first run on a machine makes the empty cluster that the later ones copy. */
const WORLD_LIMIT_MS = 120_000;

const isVehicleOnly = (subjects: readonly Subject[]): boolean => subjects.some(({ kind }) => kind === 'own-vehicle');

describe('every message of the contract', () => {
  let world: ContractWorld;
  const clients: Client[] = [];
  const known = async (client: Promise<Client>): Promise<Client> => {
    clients.push(await client);
    return await client;
  };

  beforeAll(async () => {
    world = await ContractWorld.create();
  }, WORLD_LIMIT_MS);
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    world.reached.length = 0;
    world.ownedMedia.clear();
  });
  afterAll(async () => {
    await world.close();
  });

  for (const name of Object.keys(requests) as RequestName[]) {
    const entry: RequestEntry = requests[name];
    const { permission } = entry;
    const input: unknown = requestExamples[name];
    const subjects = entry.touches(entry.input.parse(input));

    describe(name, () => {
      if (permission === 'anyone') {
        it('is answered to a stranger', async () => {
          const stranger = await known(world.stranger());
          expect(await stranger.request(name, input)).toMatchObject({ ok: true });
        });
        return;
      }

      it('is refused to a stranger', async () => {
        const stranger = await known(world.stranger());
        expect(await stranger.request(name, input)).toMatchObject({ ok: false, code: 'unauthenticated' });
        expect(world.reached).not.toContain(name);
      });

      it('reaches its handler from one who may', async () => {
        const role = permission === 'signed-in' ? 'dispatcher' : roleWith(permission).right;
        const onTerminal = isVehicleOnly(subjects);
        const client = await known(onTerminal ? world.terminal('east') : world.person(role, 'east'));
        world.ownedMedia.set('media-east', client.connectionId);
        expect(await client.request(name, input)).toMatchObject({ ok: true });
        expect(world.reached).toContain(name);
      });

      if (permission !== 'signed-in') {
        const { wrong } = roleWith(permission);
        it(`is refused to the wrong role (${wrong ?? 'none'})`, async () => {
          const client = await known(world.person(wrong, 'city'));
          world.ownedMedia.set('media-east', client.connectionId);
          expect(await client.request(name, input)).toMatchObject({ ok: false, code: 'forbidden' });
          expect(world.reached).not.toContain(name);
        });
      }

      if (subjects.length === 0) {
        it('touches nothing and is known to be answered by the caller’s own rights', () => {
          expect(answeredByOwnRights).toContain(name);
        });
        return;
      }

      if (subjects.some(({ kind }) => kind === 'media')) {
        it('does not find the media of another connection', async () => {
          const owner = await known(world.terminal('east'));
          world.ownedMedia.set('media-east', owner.connectionId);
          const role = permission === 'signed-in' ? 'dispatcher' : roleWith(permission).right;
          const other = await known(isVehicleOnly(subjects) ? world.terminal('west') : world.person(role, 'city'));
          expect(await other.request(name, input)).toMatchObject({ ok: false, code: 'not-found' });
          expect(world.reached).not.toContain(name);
        });
      }

      if (isVehicleOnly(subjects)) {
        it('is refused to crew that is not in a vehicle', async () => {
          const client = await known(world.person('crew', 'east'));
          world.ownedMedia.set('media-east', client.connectionId);
          expect(await client.request(name, input)).toMatchObject({ ok: false, code: 'forbidden' });
          expect(world.reached).not.toContain(name);
        });
      }

      if (subjects.some(({ kind }) => kind !== 'media' && kind !== 'own-vehicle')) {
        it('is refused to the wrong district', async () => {
          const role = permission === 'signed-in' ? 'dispatcher' : roleWith(permission).right;
          const client = await known(isVehicleOnly(subjects) ? world.terminal('west') : world.person(role, 'west'));
          expect(await client.request(name, input)).toMatchObject({ ok: false, code: 'forbidden' });
          expect(world.reached).not.toContain(name);
        });
      }

      it('is refused with invalid-input where its input is not what the contract says', async () => {
        const client = await known(world.person('dispatcher', 'city'));
        expect(await client.request(name, 'nonsense')).toMatchObject({ ok: false, code: 'invalid-input' });
      });
    });
  }

  for (const name of Object.keys(events) as EventName[]) {
    // The general entry cannot express that the example under a name is the payload of that name.
    const entry = events[name] as EventEntry;
    const payload = eventExamples[name];
    const subjects = entry.touches(payload);

    describe(name, () => {
      it('is not told to a stranger', async () => {
        const stranger = await known(world.stranger());
        world.announcer.announce(name, payload);
        world.announcer.tell(stranger.connectionId, name, payload);
        expect(await stranger.toldOf(name)).toEqual([]);
      });

      if (entry.permission === 'signed-in') {
        it('is told to the one connection it is for', async () => {
          const [concerned, other] = await Promise.all([
            known(world.person('dispatcher', 'east')),
            known(world.person('dispatcher', 'east')),
          ]);
          world.announcer.tell(concerned.connectionId, name, payload);
          expect(await concerned.toldOf(name)).toEqual([payload]);
          expect(await other.toldOf(name)).toEqual([]);
        });
        return;
      }

      if (entry.permission === 'anyone') throw new Error('no event is for strangers');
      const { right, wrong } = roleWith(entry.permission);
      it(`is told to a ${right} of the district and not to a ${wrong ?? 'person without a role'}`, async () => {
        const [rightOne, wrongOne] = await Promise.all([
          known(world.person(right, 'east')),
          known(world.person(wrong, 'city')),
        ]);
        world.announcer.announce(name, payload);
        expect(await rightOne.toldOf(name)).toEqual([payload]);
        expect(await wrongOne.toldOf(name)).toEqual([]);
      });

      if (subjects.length > 0) {
        it('is not told in the wrong district', async () => {
          const client = await known(world.person(right, 'west'));
          world.announcer.announce(name, payload);
          expect(await client.toldOf(name)).toEqual([]);
        });
      }
    });
  }

  for (const name of Object.keys(routes) as RouteName[]) {
    const entry: HttpEntry = routes[name];
    const params: Readonly<Record<string, string>> = { ...routeExamples[name] };
    const subjects = entry.touches(params);
    const [method, pattern] = name.split(' ');
    const path = (pattern ?? '').replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
    if (entry.permission === 'anyone' || entry.permission === 'signed-in')
      throw new Error('a route needs a permission');
    const { right, wrong } = roleWith(entry.permission);
    const onTerminal = isVehicleOnly(subjects);
    const statusFor = async (token: string | null): Promise<number> =>
      (
        await fetch(`${world.origin}${path}`, {
          method: method ?? '',
          headers: token === null ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;

    describe(name, () => {
      it('is refused to a stranger, and to one with an unknown token', async () => {
        expect(await statusFor(null)).toBe(401);
        expect(await statusFor('unknown')).toBe(401);
        expect(world.reached).not.toContain(name);
      });

      it(`is refused to the wrong role (${wrong ?? 'none'})`, async () => {
        expect(await statusFor((await world.begin(wrong, 'city', null)).token)).toBe(403);
        expect(world.reached).not.toContain(name);
      });

      if (subjects.length === 0) {
        it('touches nothing and is known to be answered by the caller’s own rights', () => {
          expect(routesAnsweredByOwnRights).toContain(name);
        });
      } else {
        it('is refused to the wrong district', async () => {
          const vehicleId = onTerminal ? 'car-west' : null;
          expect(await statusFor((await world.begin(right, 'west', vehicleId)).token)).toBe(403);
          expect(world.reached).not.toContain(name);
        });
      }

      it(`is answered to a ${right} of the district`, async () => {
        const vehicleId = onTerminal ? 'car-east' : null;
        expect(await statusFor((await world.begin(right, 'east', vehicleId)).token)).toBe(200);
        expect(world.reached).toContain(name);
      });
    });
  }
});
