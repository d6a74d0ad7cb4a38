import { describe, expect, it } from 'vitest';
import { WriteBatch } from './WriteBatch';

describe('a write batch', () => {
  it('writes together what comes together, and what comes while it writes after it', async () => {
    const writings: string[][] = [];
    let end = (): void => undefined;
    const batch = new WriteBatch<string>((items) => {
      writings.push([...items]);
      return new Promise<void>((resolve) => (end = resolve));
    });
    const first = Promise.all([batch.add('a'), batch.add('b')]);
    await Promise.resolve();
    await Promise.resolve();
    const second = Promise.all([batch.add('c'), batch.add('d')]);
    expect(writings).toEqual([['a', 'b']]);
    end();
    await first;
    expect(writings).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    end();
    await second;
  });

  it('tells of what cannot be written, and writes what came beside and after it', async () => {
    const written: string[] = [];
    const batch = new WriteBatch<string>((items) => {
      if (items.includes('bad')) return Promise.reject(new Error('refused'));
      written.push(...items);
      return Promise.resolve();
    });
    const [good, bad, later] = await Promise.allSettled([batch.add('good'), batch.add('bad'), batch.add('later')]);
    expect([good.status, bad.status, later.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await batch.add('last');
    expect(written).toEqual(['good', 'later', 'last']);
  });
});
