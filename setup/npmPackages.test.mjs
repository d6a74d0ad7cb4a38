import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { installationMatches, installNpmPackages } from './npmPackages.mjs';
import { SetupError, Steps } from './steps.mjs';

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

describe('a registry that does not answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-npm-'));
  /** Nothing listens there: port 9 was the discard service's. */
  const nobody = 'http://127.0.0.1:9/';

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is named, once what npm has kept did not suffice', async () => {
    const project = { name: 'city', version: '1.0.0', dependencies: { zod: '4.6.7' } };
    const packages = { '': project, 'node_modules/zod': { version: '4.6.7' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, packages }));
    vi.stubEnv('npm_config_registry', nobody);
    vi.stubEnv('npm_config_cache', join(folder, 'cache'));
    /** @type {string[]} */
    const said = [];
    const attempt = installNpmPackages(new Steps((line) => said.push(line)), folder);
    await expect(attempt).rejects.toThrow(SetupError);
    await expect(attempt).rejects.toThrow(nobody);
    expect(said).toContainEqual(expect.stringContaining('taking what npm has kept'));
  }, 60_000);
});
