import { describe, expect, it } from 'vitest';
import { SharedRead } from './SharedRead';

/** A reading that ends when it is told to. */
function heldReads(): { read: () => Promise<number>; begun: () => number; end: (error?: Error) => void } {
  const held: { resolve: (read: number) => void; reject: (error: Error) => void; number: number }[] = [];
  let begun = 0;
  return {
    read: () =>
      new Promise((resolve, reject) => {
        begun += 1;
        held.push({ resolve, reject, number: begun });
      }),
    begun: () => begun,
    end: (error) => {
      const first = held.shift();
      if (error) first?.reject(error);
      else first?.resolve(first.number);
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('reads once for all who ask before it has begun', async () => {
    const reads = heldReads();
    const shared = new SharedRead(reads.read);
    const answers = [shared.get(), shared.get(), shared.get()];
    await settled();
    reads.end();
    expect(await Promise.all(answers)).toEqual([1, 1, 1]);
    expect(reads.begun()).toBe(1);
  });

  it('answers a later question with a later reading, and all such questions with the same one', async () => {
    const reads = heldReads();
    const shared = new SharedRead(reads.read);
    const first = shared.get();
    await settled();
    const later = [shared.get(), shared.get()];
    await settled();
    expect(reads.begun()).toBe(1);
    reads.end();
    expect(await first).toBe(1);
    await settled();
    reads.end();
    expect(await Promise.all(later)).toEqual([2, 2]);
  });

  it('fails those who shared a reading that fails, and reads anew for the next', async () => {
    const reads = heldReads();
    const shared = new SharedRead(reads.read);
    const first = shared.get();
    await settled();
    const later = shared.get();
    reads.end(new Error('the database is away'));
    await expect(first).rejects.toThrow('the database is away');
    await settled();
    reads.end();
    expect(await later).toBe(2);
  });
});
