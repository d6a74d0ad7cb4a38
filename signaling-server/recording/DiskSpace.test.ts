import { describe, expect, it } from 'vitest';
import { DiskSpace } from './DiskSpace';

async function diskWith(availableBytes: number | null) {
  const told: boolean[] = [];
  let available = availableBytes;
  const space = await DiskSpace.create({
    measure: () =>
      available === null
        ? Promise.reject(new Error('no such folder'))
        : Promise.resolve([{ totalBytes: 1_000, availableBytes: available }]),
    onChanged: (isFull) => told.push(isFull),
  });
  space.close();
  const becomes = async (bytes: number | null): Promise<void> => {
    available = bytes;
    await space.measure();
  };
  return { space, told, becomes };
}

describe('DiskSpace', () => {
  it('keeps a twentieth of the disk for emergencies, and says when routine must stop', async () => {
    const { space, told, becomes } = await diskWith(51);
    expect([space.isFull, space.reserveBytes]).toEqual([false, 50]);
    await becomes(49);
    expect(space.isFull).toBe(true);
    expect(told).toEqual([true]);
  });

  it('lets routine go on only when there is clearly more room, so that it does not stop and go', async () => {
    const { space, told, becomes } = await diskWith(40);
    await becomes(55);
    expect(space.isFull).toBe(true);
    await becomes(61);
    expect(space.isFull).toBe(false);
    await becomes(55);
    expect(told).toEqual([true, false]);
  });

  it('stops nothing while the disk cannot be asked', async () => {
    const { space, told, becomes } = await diskWith(null);
    expect([space.isFull, space.space, space.reserveBytes]).toEqual([false, null, null]);
    await becomes(10);
    await becomes(null);
    expect(space.isFull).toBe(true);
    expect(told).toEqual([true]);
  });
});
