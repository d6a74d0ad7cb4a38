import { describe, expect, it } from 'vitest';
import { checkNodeVersion } from './nodeVersion.mjs';
import { SetupError } from './steps.mjs';

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.12.1'])('takes %s', (version) => {
    expect(checkNodeVersion(version)).toBe(version);
  });

  it.each(['18.20.4', '20.9.0', '20.18.3'])('refuses %s', (version) => {
    expect(() => checkNodeVersion(version)).toThrow(SetupError);
  });
});
