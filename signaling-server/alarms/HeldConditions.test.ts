import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vehicle } from '@protocol';
import type { AlarmFact } from './Alarms';
import { ClockWatch } from './ClockWatch';
import { HeldConditions } from './HeldConditions';
import { defaultThresholds } from './Thresholds';
import { vehicleConditions, type VehicleFacts } from './vehicleConditions';

const vehicle: Vehicle = {
  id: 'car',
  plate: '鄂A·00001',
  placeId: 'east',
  online: true,
  onDuty: true,
  status: 'free',
  crew: ['张伟'],
  cameras: [{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'live', reason: null, producerId: 'p' }],
  hasSound: true,
  soundReason: null,
  position: { number: 1, at: 0, longitude: 114.3, latitude: 30.6, speed: 40, heading: 0, accuracy: 5 },
  revision: 1,
};

let raised: AlarmFact[];
let cleared: string[];
let held: HeldConditions;
let failing: boolean;
let failures: unknown[];

beforeEach(() => {
  raised = [];
  failures = [];
  cleared = [];
  failing = false;
  const tried = (): Promise<void> => (failing ? Promise.reject(new Error('the database is away')) : Promise.resolve());
  held = new HeldConditions({
    raise: (fact) => (raised.push(fact), tried()),
    clear: ({ kind }) => (cleared.push(kind), tried()),
    onFailed: (error) => failures.push(error),
  });
});

const nothing: Omit<VehicleFacts, 'at'> = {
  clockOffMs: 0,
  stoodMs: 0,
  outside: null,
  camerasInUse: new Set(['car:front']),
  withoutKeyFrameMs: new Map(),
  silentSoundMs: 0,
};

function look(change: Partial<Vehicle>, at: number, facts: Partial<VehicleFacts> = {}): void {
  const position = { ...(vehicle.position ?? null), ...change.position, at } as Vehicle['position'];
  const seen = { ...vehicle, ...change, position };
  for (const condition of vehicleConditions(seen, defaultThresholds, { ...nothing, at, ...facts }))
    held.look(condition, at);
}
const kinds = (): string[] => raised.map(({ kind }) => kind);

describe('what is wrong with a vehicle', () => {
  it('is nothing while all is well', () => {
    for (let at = 0; at < 120_000; at += 1_000) look({}, at);
    expect(kinds()).toEqual([]);
  });

  it('is an alarm once it has lasted, and told once', () => {
    for (let at = 0; at <= 40_000; at += 1_000) look({ online: false }, at);
    expect(kinds()).toEqual(['vehicle-lost']);
    expect(raised[0]?.details).toEqual({ plate: '鄂A·00001', seconds: defaultThresholds.vehicleLostSeconds });
  });

  it('is no alarm where it ends in time, however often it comes', () => {
    for (let at = 0; at < 300_000; at += 1_000) look({ online: at % 20_000 < 10_000 }, at);
    expect(kinds()).toEqual([]);
  });

  it('is told to be over when it is', () => {
    for (let at = 0; at <= 40_000; at += 1_000) look({ online: false }, at);
    look({}, 41_000);
    expect(cleared).toEqual(['vehicle-lost']);
  });

  it('is told to be over also where it began before a restart', () => {
    held.assume({ kind: 'vehicle-lost', vehicleId: 'car', cameraId: null }, 0);
    look({}, 1_000);
    expect(cleared).toEqual(['vehicle-lost']);
  });

  it('is told again where it could not be written, until it is, and its end as well', async () => {
    failing = true;
    for (let at = 0; at <= 30_000; at += 1_000) look({ online: false }, at);
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    look({ online: false }, 31_000);
    await vi.waitFor(() => expect(failures).toHaveLength(2));
    failing = false;
    for (let at = 32_000; at <= 40_000; at += 1_000) look({ online: false }, at);
    expect(kinds()).toEqual(['vehicle-lost', 'vehicle-lost', 'vehicle-lost']);
    failing = true;
    look({}, 41_000);
    await vi.waitFor(() => expect(failures).toHaveLength(3));
    failing = false;
    for (let at = 42_000; at <= 50_000; at += 1_000) look({}, at);
    expect(cleared).toEqual(['vehicle-lost', 'vehicle-lost']);
  });

  it('names the camera that is lost, and no camera of a vehicle that is lost itself', () => {
    const cameras = vehicle.cameras.map((camera) => ({ ...camera, state: 'off' as const }));
    for (let at = 0; at <= 31_000; at += 1_000) look({ cameras }, at);
    expect(raised).toMatchObject([{ kind: 'camera-lost', cameraId: 'car:front', details: { view: 'front' } }]);
    raised = [];
    for (let at = 40_000; at <= 80_000; at += 1_000) look({ cameras, online: false }, at);
    expect(kinds()).toEqual(['vehicle-lost']);
  });

  it('is no lost camera where the crew uses none', () => {
    const cameras = vehicle.cameras.map((camera) => ({ ...camera, state: 'off' as const }));
    for (let at = 0; at <= 31_000; at += 1_000) look({ cameras }, at, { camerasInUse: new Set() });
    expect(kinds()).toEqual([]);
  });

  it('is that it has left its area, for longer than a road along the border takes', () => {
    const outside = { area: '东区', metres: 800 };
    for (let at = 0; at < 50_000; at += 1_000) look({}, at, { outside });
    look({}, 50_000, { outside: { ...outside, metres: 60 } });
    for (let at = 51_000; at < 100_000; at += 1_000) look({}, at, { outside });
    expect(kinds()).toEqual([]);
    for (let at = 100_000; at < 120_000; at += 1_000) look({}, at, { outside });
    expect(raised).toMatchObject([{ kind: 'left-area', details: { area: '东区', metres: 800 } }]);
    look({}, 121_000, { outside: { ...outside, metres: 0 } });
    expect(cleared).toEqual(['left-area']);
  });

  it('is that its sound has nothing in it, which is the same alarm as none at all', () => {
    const limit = (defaultThresholds.silentSoundSeconds ?? 0) * 1_000;
    look({}, 0, { silentSoundMs: limit - 1_000 });
    expect(kinds()).toEqual([]);
    look({}, 1_000, { silentSoundMs: limit });
    expect(raised).toMatchObject([{ kind: 'no-sound', cameraId: null, details: { sound: 'silent' } }]);
    look({ hasSound: false }, 2_000);
    look({}, 3_000, { silentSoundMs: limit });
    expect([kinds(), cleared]).toEqual([['no-sound'], []]);
    look({}, 4_000);
    expect(cleared).toEqual(['no-sound']);
  });

  it('says why there is no sound or no picture, where the terminal has said so', () => {
    const cameras = vehicle.cameras.map((camera) => ({ ...camera, state: 'off', reason: 'camera-denied' }) as const);
    const dead = { cameras, hasSound: false, soundReason: 'microphone-denied' } as const;
    for (let at = 0; at <= 61_000; at += 1_000) look(dead, at);
    expect(raised).toMatchObject([
      { kind: 'camera-lost', details: { view: 'front', reason: 'camera-denied' } },
      { kind: 'no-sound', details: { reason: 'microphone-denied' } },
    ]);
    raised = [];
    for (let at = 62_000; at <= 63_000; at += 1_000) look({}, at);
    for (let at = 64_000; at <= 130_000; at += 1_000) look({ hasSound: false, soundReason: 'no-media' }, at);
    expect(raised.map(({ details }) => details)).toEqual([{ plate: '鄂A·00001', seconds: 60 }]);
  });

  it('is that a camera sends no key frame, and which', () => {
    look({}, 0, { withoutKeyFrameMs: new Map([['car:front', 14_000]]) });
    expect(kinds()).toEqual([]);
    look({}, 1_000, { withoutKeyFrameMs: new Map([['car:front', 15_000]]) });
    expect(raised).toMatchObject([{ kind: 'no-key-frames', cameraId: 'car:front', details: { view: 'front' } }]);
  });

  it('is nothing off duty', () => {
    for (let at = 0; at < 100_000; at += 1_000) look({ onDuty: false, online: false, hasSound: false }, at);
    look({ onDuty: false }, 100_000, { silentSoundMs: 3_600_000 });
    expect(kinds()).toEqual([]);
  });

  it('is speeding for more than one wrong fix, and a clock that is off', () => {
    const fast = { ...vehicle.position, speed: 140 } as Vehicle['position'];
    look({ position: fast }, 0);
    look({}, 1_000);
    expect(kinds()).toEqual([]);
    for (let at = 2_000; at < 9_000; at += 1_000) look({ position: fast }, at, { clockOffMs: 3_000 });
    expect(kinds()).toEqual(['overspeed', 'clock-off']);
  });
});

describe('a clock', () => {
  it('is judged by its quickest fix, since others may have waited for the network', () => {
    const clocks = new ClockWatch();
    for (let fix = 0; fix < 9; fix += 1) clocks.take('car', fix * 1000, fix * 1000 + 30_000);
    clocks.take('car', 9_000, 9_200);
    expect(clocks.offOf('car', 39_000)).toBe(200);
  });

  it('is not judged by a fix or two, nor by old ones', () => {
    const clocks = new ClockWatch();
    clocks.take('car', 0, 9_000);
    expect(clocks.offOf('car', 9_000)).toBeNull();
    for (let fix = 0; fix < 10; fix += 1) clocks.take('car', 0, 9_000);
    expect(clocks.offOf('car', 90_000)).toBeNull();
  });
});
