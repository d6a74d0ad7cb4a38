import { describe, expect, it } from 'vitest';
import { demoIdentities, demoSeed, DEMO_VEHICLES } from './demoSeed';
import { Districts } from './Districts';
import { Driver } from './Driver';
import { homeOf } from './homes';
import { Plane } from './Plane';
import { random } from './random';
import { Streets } from './Streets';

describe('the demo seed', () => {
  it('holds 13 districts with their teams, and 8 vehicles with a demo crew beside those for real tablets', async () => {
    const seed = await demoSeed();
    expect(seed.demo).toBe(true);
    expect(seed.places.filter(({ kind }) => kind === 'district')).toHaveLength(13);
    expect(demoIdentities(seed)).toHaveLength(DEMO_VEHICLES);
    expect(seed.vehicles.length).toBeGreaterThan(DEMO_VEHICLES);
  });

  it('grows with the fleet that is asked for, each vehicle with a crew and a code of its own', async () => {
    const identities = demoIdentities(await demoSeed(60));
    expect(identities).toHaveLength(60);
    expect(new Set(identities.map(({ deviceCode }) => deviceCode)).size).toBe(60);
    expect(new Set(identities.map(({ account }) => account)).size).toBe(60);
  });

  it('keeps every vehicle on patrol inside its own district', async () => {
    const districts = await Districts.create();
    for (const [number, identity] of demoIdentities(await demoSeed(30)).entries()) {
      const home = homeOf(identity, districts);
      expect(districts.contains(identity.districtId, home.origin), identity.plate).toBe(true);
      const plane = new Plane(home.origin);
      const inside = (place: { east: number; north: number }): boolean =>
        districts.contains(identity.districtId, plane.toGround(place));
      const driver = new Driver(new Streets(home.turn, home.block), inside, random(number));
      let outside = 0;
      for (let second = 0; second < 600; second += 1) if (!inside(driver.advance(1).place)) outside += 1;
      // A rounded corner may touch the border; nobody drives beyond it.
      expect(outside, identity.plate).toBeLessThan(30);
    }
  });
});
