import { describe, expect, it } from 'vitest';
import { splitAccessUnits, splitNals } from './accessUnits';

const code = Buffer.from([0, 0, 0, 1]);
const short = Buffer.from([0, 0, 1]);
const sps = Buffer.from([0x67, 0x42, 0xc0, 0x1f]);
const pps = Buffer.from([0x68, 0xce]);
const idr = Buffer.from([0x65, 0x88, 0x80, 0x11]);
const inter = Buffer.from([0x41, 0x9a, 0x22]);
const secondSlice = Buffer.from([0x41, 0x22, 0x33]);

describe('splitAccessUnits', () => {
  it('finds NAL units behind long and short start codes', () => {
    expect(splitNals(Buffer.concat([code, sps, short, pps, code, idr]))).toEqual([sps, pps, idr]);
  });

  it('groups parameter sets with the picture that follows, and slices with their picture', () => {
    const units = splitAccessUnits(
      Buffer.concat([code, sps, code, pps, short, idr, code, inter, code, secondSlice, code, inter]),
    );
    expect(units.map(({ nals, key }) => [nals.length, key])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });
});
