import { describe, expect, it } from 'vitest';
import { costOf, installArguments, installDebianPackages, missingPackages } from './debianPackages.mjs';
import { SetupError, Steps } from './steps.mjs';

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

  it('end the set-up with the line to type where somebody else must install them', async () => {
    const ended = installDebianPackages(new Steps(), ['g++', 'zhiqin-no-such-package'], false);
    await expect(ended).rejects.toThrow(SetupError);
    await expect(ended).rejects.toThrow(
      '\n\n  sudo apt-get install -y --no-install-recommends zhiqin-no-such-package\n',
    );
  });

  it('says once what the missing build packages cost', () => {
    expect(costOf(['meson', 'ninja-build'])).toHaveLength(1);
    expect(costOf(['ffmpeg', 'meson'])).toHaveLength(2);
  });
});
