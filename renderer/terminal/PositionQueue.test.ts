import type { Position } from '@protocol';
import { describe, expect, it } from 'vitest';
import { MemoryPositionStorage } from './MemoryPositionStorage';
import { BATCH_POSITIONS, PositionQueue, type Fix } from './PositionQueue';

const fixAt = (at: number): Fix => ({ at, longitude: 114.3, latitude: 30.6, speed: null, heading: null, accuracy: 5 });

function server() {
  const received: Position[] = [];
  const state = { online: true, batches: 0 };
  const report = (positions: Position[]): Promise<number> => {
    if (!state.online) {
      return Promise.reject(new Error('offline'));
    }
    state.batches += 1;
    received.push(...positions);
    return Promise.resolve(positions.at(-1)?.number ?? 0);
  };
  return { received, state, report };
}

describe('the queue of positions', () => {
  it('numbers fixes from the time of day, rising even when the clock stands still', async () => {
    const { received, report } = server();
    const storage = new MemoryPositionStorage();
    const queue = await PositionQueue.create({ vehicleId: 'v', storage, clock: () => 5000, report });
    await queue.add(fixAt(1000));
    await queue.add(fixAt(2000));
    expect(received.map(({ number }) => number)).toEqual([5000, 5001]);
  });

  it('keeps fixes while offline and sends them afterwards in their own time and order', async () => {
    const { received, state, report } = server();
    const storage = new MemoryPositionStorage();
    let now = 10_000;
    const queue = await PositionQueue.create({ vehicleId: 'v', storage, clock: () => now, report });
    state.online = false;
    for (let second = 1; second <= 700; second += 1) {
      now = 10_000 + second * 1000;
      await queue.add(fixAt(now));
    }
    expect(queue.length).toBe(700);
    state.online = true;
    await queue.flush();
    expect(received.map(({ at }) => at)).toEqual(Array.from({ length: 700 }, (_, index) => 11_000 + index * 1000));
    expect(state.batches).toBe(Math.ceil(700 / BATCH_POSITIONS));
    expect(queue.length).toBe(0);
  });

  it('continues after a reload with what was stored, under higher numbers', async () => {
    const { received, state, report } = server();
    const storage = new MemoryPositionStorage();
    state.online = false;
    const before = await PositionQueue.create({ vehicleId: 'v', storage, clock: () => 9000, report });
    await before.add(fixAt(1000));
    state.online = true;
    const after = await PositionQueue.create({ vehicleId: 'v', storage, clock: () => 10, report });
    await after.add(fixAt(2000));
    expect(received.map(({ number }) => number)).toEqual([9000, 9001]);
  });

  it('leaves out fixes that come faster than once a second', async () => {
    const { received, report } = server();
    const queue = await PositionQueue.create({
      vehicleId: 'v',
      storage: new MemoryPositionStorage(),
      clock: () => 1,
      report,
    });
    for (const at of [10_000, 10_300, 10_950, 11_500, 12_000]) {
      await queue.add(fixAt(at));
    }
    expect(received.map(({ at }) => at)).toEqual([10_000, 10_950, 12_000]);
  });

  it('drops the oldest fix past its cap', async () => {
    const { received, state, report } = server();
    state.online = false;
    const storage = new MemoryPositionStorage();
    const queue = await PositionQueue.create({ vehicleId: 'v', storage, clock: () => 1, report, kept: 3 });
    for (let second = 1; second <= 5; second += 1) {
      await queue.add(fixAt(second * 1000));
    }
    state.online = true;
    await queue.flush();
    expect(received.map(({ at }) => at)).toEqual([3000, 4000, 5000]);
  });

  it('keeps the fixes of another vehicle apart', async () => {
    const { received, state, report } = server();
    const storage = new MemoryPositionStorage();
    state.online = false;
    const first = await PositionQueue.create({ vehicleId: 'first', storage, clock: () => 1, report });
    await first.add(fixAt(1000));
    state.online = true;
    const second = await PositionQueue.create({ vehicleId: 'second', storage, clock: () => 1, report });
    await second.add(fixAt(2000));
    expect(received.map(({ at }) => at)).toEqual([2000]);
  });

  it('goes on above the numbers that another tablet has already used for the vehicle', async () => {
    const received: number[] = [];
    const queue = await PositionQueue.create({
      vehicleId: 'v',
      storage: new MemoryPositionStorage(),
      clock: () => 100,
      report: (positions) => {
        received.push(...positions.map(({ number }) => number));
        return Promise.resolve(7000);
      },
    });
    await queue.add(fixAt(1000));
    await queue.add(fixAt(2000));
    expect(received).toEqual([100, 7001]);
  });
});
