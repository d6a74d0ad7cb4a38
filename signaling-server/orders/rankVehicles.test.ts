import { describe, expect, it } from 'vitest';
import { metresBetween } from '../fleet/metresBetween';
import { rankVehicles, type Candidate } from './rankVehicles';

const place = { longitude: 114.3, latitude: 30.6 };
/** About 96 metres for each thousandth of a degree of longitude here. */
const vehicle = (vehicleId: string, thousandths: number, change: Partial<Candidate> = {}): Candidate => ({
  vehicleId,
  longitude: place.longitude + thousandths / 1000,
  latitude: place.latitude,
  fixAgeMs: 1_000,
  status: 'free',
  openOrders: 0,
  crewAboard: 2,
  camerasLive: 1,
  isInDistrict: null,
  ...change,
});
const rank = (...candidates: Candidate[]) => rankVehicles(place, candidates, { oldestFixMs: 300_000, limit: 20 });
const order = (...candidates: Candidate[]): string[] => rank(...candidates).map(({ vehicleId }) => vehicleId);

describe('who should go', () => {
  it('is the nearest of equals, and why the next one lost is said', () => {
    const ranked = rank(vehicle('far', 30), vehicle('near', 5));
    expect(ranked).toMatchObject([
      { vehicleId: 'near', rank: 1, lostBy: null },
      { vehicleId: 'far', rank: 2, lostBy: 'distance' },
    ]);
  });

  it('is one who is free, before a nearer one who is not', () => {
    const ranked = rank(vehicle('busy', 1, { status: 'busy' }), vehicle('free', 40));
    expect(ranked.map(({ vehicleId, lostBy }) => [vehicleId, lostBy])).toEqual([
      ['free', null],
      ['busy', 'status'],
    ]);
  });

  it('is one without another order, and with a crew', () => {
    expect(order(vehicle('ordered', 1, { openOrders: 1 }), vehicle('idle', 40))).toEqual(['idle', 'ordered']);
    expect(order(vehicle('empty', 1, { crewAboard: 0 }), vehicle('manned', 40))).toEqual(['manned', 'empty']);
  });

  it('is one whose camera works, of two that are about equally near', () => {
    const ranked = rank(vehicle('blind', 1, { camerasLive: 0 }), vehicle('seeing', 1.5));
    expect(ranked.map(({ vehicleId, lostBy }) => [vehicleId, lostBy])).toEqual([
      ['seeing', null],
      ['blind', 'camera'],
    ]);
  });

  it('is one of the place’s own district, of two that are about equally near; without a district nothing is said', () => {
    const ranked = rank(vehicle('guest', 1, { isInDistrict: false }), vehicle('own', 1.5, { isInDistrict: true }));
    expect(ranked.map(({ vehicleId, lostBy }) => [vehicleId, lostBy])).toEqual([
      ['own', null],
      ['guest', 'district'],
    ]);
    expect(ranked[1]?.reasons).toContainEqual({ reason: 'other-district', value: null });
    expect(rank(vehicle('any', 1))[0]?.reasons.map(({ reason }) => reason)).not.toContain('own-district');
  });

  it('is found among ten thousand as it is among a few', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => vehicle(`far${index}`, 50 + index / 100));
    expect(order(...many.slice(5_000), vehicle('near', 3), ...many.slice(0, 5_000))[0]).toBe('near');
    expect(order(...many)).toEqual(many.slice(0, 20).map(({ vehicleId }) => vehicleId));
  });

  it('is never one whose fix is too old to be advice', () => {
    expect(order(vehicle('lost', 1, { fixAgeMs: 300_001 }), vehicle('known', 40))).toEqual(['known']);
  });

  it('is the same for the same vehicles in another order, and 20 at most', () => {
    const many = Array.from({ length: 60 }, (_, index) => vehicle(`v${index}`, index % 7));
    expect(order(...many)).toEqual(order(...many.reverse()));
    expect(order(...many)).toHaveLength(20);
  });

  it('knows a degree of latitude for 111 kilometres', () => {
    const north = { longitude: place.longitude, latitude: place.latitude + 1 };
    expect(metresBetween(place, north) / 1000).toBeCloseTo(111.2, 1);
  });
});
