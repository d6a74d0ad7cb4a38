import { describe, expect, it, vi } from 'vitest';
import { PositionQueue } from './PositionQueue';
import type { ReceivedPosition } from './PositionsTable';

function fix(vehicleId: string, number: number): ReceivedPosition {
  return {
    vehicleId,
    number,
    at: number,
    receivedAt: number,
    longitude: 114.3,
    latitude: 30.6,
    speed: 30,
    heading: 90,
    accuracy: 5,
  };
}

describe('the queue in front of the position store', () => {
  it('answers a report only when its fixes are stored', async () => {
    const stored: number[] = [];
    const queue = new PositionQueue((received) => {
      stored.push(...received.map(({ number }) => number));
      return Promise.resolve();
    });
    await Promise.all([queue.add([fix('a', 1), fix('a', 2)]), queue.add([fix('b', 3)])]);
    expect(stored).toEqual([1, 2, 3]);
  });

  it('gathers what comes together into one write', async () => {
    let writes = 0;
    const queue = new PositionQueue(() => {
      writes += 1;
      return Promise.resolve();
    });
    await Promise.all(Array.from({ length: 100 }, (_, number) => queue.add([fix(`v${number}`, number)])));
    expect(writes).toBe(1);
  });

  it('splits a burst into batches and keeps its order', async () => {
    const sizes: number[] = [];
    const numbers: number[] = [];
    const queue = new PositionQueue((received) => {
      sizes.push(received.length);
      numbers.push(...received.map(({ number }) => number));
      return Promise.resolve();
    });
    await Promise.all(
      Array.from({ length: 20 }, (_, report) =>
        queue.add(Array.from({ length: 500 }, (_unused, index) => fix('a', report * 500 + index))),
      ),
    );
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, number) => number));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_500);
  });

  it('tells the sender of a batch that could not be stored, and goes on with the next', async () => {
    let failing = true;
    const queue = new PositionQueue(() => (failing ? Promise.reject(new Error('no store')) : Promise.resolve()));
    await expect(queue.add([fix('a', 1)])).rejects.toThrow('no store');
    failing = false;
    await expect(queue.add([fix('a', 1)])).resolves.toBeUndefined();
  });

  it('says how many fixes are not stored yet and for how long the oldest has waited, those being written among them', async () => {
    let store: () => void = () => undefined;
    const writing = new Promise<void>((resolve) => (store = resolve));
    const queue = new PositionQueue(() => writing);
    expect([queue.rows, queue.waitedMs]).toEqual([0, 0]);
    const added = queue.add([fix('a', 1), fix('a', 2)]);
    const closed = queue.close();
    expect(queue.rows).toBe(2);
    await vi.waitUntil(() => queue.waitedMs > 0);
    store();
    await Promise.all([added, closed]);
    expect([queue.rows, queue.waitedMs]).toEqual([0, 0]);
  });

  it('stores what waits when it is closed', async () => {
    const stored: number[] = [];
    const queue = new PositionQueue((received) => {
      stored.push(...received.map(({ number }) => number));
      return Promise.resolve();
    });
    const added = queue.add([fix('a', 7)]);
    await queue.close();
    await added;
    expect(stored).toEqual([7]);
  });
});
