import { describe, expect, it } from 'vitest';
import { byteRange } from './byteRange';

describe('byteRange', () => {
  it('reads a range, an open one and one from the end', () => {
    expect(byteRange('bytes=0-99', 1_000)).toEqual({ first: 0, last: 99 });
    expect(byteRange('bytes=900-', 1_000)).toEqual({ first: 900, last: 999 });
    expect(byteRange('bytes=-100', 1_000)).toEqual({ first: 900, last: 999 });
  });

  it('ends where the last whole fragment ends', () => {
    expect(byteRange('bytes=500-5000', 1_000)).toEqual({ first: 500, last: 999 });
  });

  it('says where there is nothing to be had', () => {
    expect(byteRange('bytes=1000-', 1_000)).toBe('unsatisfiable');
    expect(byteRange('bytes=-0', 1_000)).toBe('unsatisfiable');
  });

  it('sends the whole for no range, several, another unit or nonsense', () => {
    for (const header of [undefined, '', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-', 'bytes=9-3']) {
      expect(byteRange(header, 1_000)).toBeNull();
    }
  });
});
