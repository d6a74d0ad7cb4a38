import { describe, expect, it } from 'vitest';
import { costOf, installArguments, missingPackages } from './debianPackages.mjs';

describe('the Debian packages', () => {
  it('counts only a completely installed package as there', () => {
    const listing = 'ii  ffmpeg\nrc  chromium\niU  meson\nii  g++\n';
    expect(missingPackages(['ffmpeg', 'chromium', 'meson', 'g++', 'postgresql'], listing)).toEqual([
      'chromium',
      'meson',
      'postgresql',
    ]);
  });

  it('names every missing package in the line to type', () => {
    expect(installArguments(['ffmpeg', 'g++']).join(' ')).toBe('install -y --no-install-recommends ffmpeg g++');
  });

  it('says once what the missing build packages cost', () => {
    expect(costOf(['meson', 'ninja-build'])).toHaveLength(1);
    expect(costOf(['ffmpeg', 'meson'])).toHaveLength(2);
  });
});
