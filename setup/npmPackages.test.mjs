import { describe, expect, it } from 'vitest';
import { installationMatches } from './npmPackages.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
    'node_modules/esbuild-darwin': { version: '1.0.0', optional: true },
  },
};

describe('an installation', () => {
  it('matches the lock file although packages for other machines are left out', () => {
    expect(
      installationMatches(wanted, { packages: { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } } }),
    ).toBe(true);
  });

  it('does not match with another version, a missing package, or one too many', () => {
    expect(installationMatches(wanted, { packages: { 'node_modules/zod': { version: '4.6.6' } } })).toBe(false);
    expect(installationMatches(wanted, { packages: {} })).toBe(false);
    expect(
      installationMatches(wanted, { packages: { ...wanted.packages, 'node_modules/left-over': { version: '1.0.0' } } }),
    ).toBe(false);
  });
});
