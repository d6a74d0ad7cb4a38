import { describe, expect, it } from 'vitest';
import { gcj02, wgs84 } from './datum';

const METRES_PER_DEGREE = 111_000;
const jianghanGate = [114.2936, 30.5801] as const;

describe('datum', () => {
  it('leaves a WGS-84 map alone', () => {
    expect(wgs84.toMap(jianghanGate)).toEqual([114.2936, 30.5801]);
  });

  it('moves a place in Wuhan by some hundred metres for a GCJ-02 map', () => {
    const [longitude, latitude] = gcj02.toMap(jianghanGate);
    const moved = Math.hypot(longitude - jianghanGate[0], latitude - jianghanGate[1]) * METRES_PER_DEGREE;
    expect(moved).toBeGreaterThan(200);
    expect(moved).toBeLessThan(900);
  });

  it('brings a click on a GCJ-02 map back to within a metre of where it is', () => {
    const [longitude, latitude] = gcj02.toStored(gcj02.toMap(jianghanGate));
    expect(Math.abs(longitude - jianghanGate[0]) * METRES_PER_DEGREE).toBeLessThan(1);
    expect(Math.abs(latitude - jianghanGate[1]) * METRES_PER_DEGREE).toBeLessThan(1);
  });
});
