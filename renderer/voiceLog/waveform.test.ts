import { describe, expect, it } from 'vitest';
import { peaksOf } from './waveform';

describe('peaksOf', () => {
  it('finds the loudest sample of each piece, whichever way it swings', () => {
    expect(peaksOf(Float32Array.from([0, 0.5, -0.75, 0, 0.25, 0.125]), 3)).toEqual([0.5, 0.75, 0.25]);
  });

  it('draws as many bars as asked for from fewer samples', () => {
    expect(peaksOf(Float32Array.from([0.5]), 4)).toHaveLength(4);
  });

  it('is silent for a sound without samples', () => {
    expect(peaksOf(new Float32Array(), 3)).toEqual([0, 0, 0]);
  });
});
