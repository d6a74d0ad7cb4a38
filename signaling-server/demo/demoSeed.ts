import { fileURLToPath } from 'node:url';
import { readSeed, type Seed } from '../people/seed';

/** How many vehicles of the seed file the demo fleet drives; the others wait for real tablets. */
export const DEMO_VEHICLES = 8;
export const MOST_DEMO_VEHICLES = 1000;

/** The PIN of every crew that the demo fleet plays. */
const DEMO_PIN = '200808';

/**
 * The demo's people, places and vehicles: those of the seed file, and, for a demo fleet of more than 8, further
 * vehicles in every district with a crew and a device each. Throws a SeedError.
 */
export async function demoSeed(vehicleCount = DEMO_VEHICLES): Promise<Seed> {
  const seed = await readSeed(fileURLToPath(new URL('seed.json', import.meta.url)));
  const teams = seed.places.filter(({ kind }) => kind === 'team');
  for (let number = DEMO_VEHICLES + 1; number <= Math.min(vehicleCount, MOST_DEMO_VEHICLES); number += 1) {
    const id = `D${String(number).padStart(4, '0')}`;
    const team = teams[(number * 2) % teams.length] ?? teams[0];
    if (team === undefined) throw new Error('The demo seed has no team.');
    seed.vehicles.push({ id, plate: `鄂A·${id}`, placeId: team.id, cameras: ['front'] });
    seed.accounts.push({
      id: `account-crew-${id}`,
      login: `crew-${id}`,
      name: `巡查员 ${id}`,
      pin: DEMO_PIN,
      grants: [{ role: 'crew', placeId: team.id }],
    });
    seed.devices.push({ id: `recorder-${id}`, name: `车载终端 ${id}`, placeId: team.id, code: `DEMO-${id}` });
  }
  return seed;
}

/** One vehicle that the demo fleet drives, with what it signs in with. */
export interface DemoIdentity {
  readonly vehicleId: string;
  readonly plate: string;
  /** The GB/T 2260 code of its district. */
  readonly districtId: string;
  readonly deviceCode: string;
  readonly account: string;
  readonly pin: string;
  readonly crew: readonly string[];
}

/** The vehicles of a seed that have a demo crew, in the seed's order. */
export function demoIdentities(seed: Seed): DemoIdentity[] {
  return seed.vehicles.flatMap((vehicle) => {
    const device = seed.devices.find(({ id }) => id === `recorder-${vehicle.id}`);
    const account = seed.accounts.find(({ id }) => id === `account-crew-${vehicle.id}`);
    const team = seed.places.find(({ id }) => id === vehicle.placeId);
    if (device === undefined || account?.pin === undefined || team === undefined) return [];
    return [
      {
        vehicleId: vehicle.id,
        plate: vehicle.plate,
        districtId: team.parentId ?? team.id,
        deviceCode: device.code,
        account: account.login,
        pin: account.pin,
        crew: [account.name],
      },
    ];
  });
}
