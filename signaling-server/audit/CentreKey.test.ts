import { chmod, copyFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CentreKey } from './CentreKey';
import { KeyChain } from './KeyChain';

const HOUR_MS = 3_600_000;

describe('the centre’s key', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-key-'));
    path = join(folder, 'keys', 'centre-key.pem');
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  it('is made once, readable by nobody else, and is the same after a restart', async () => {
    const made = await CentreKey.create(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await CentreKey.create(path);
    expect(again.fingerprint).toBe(made.fingerprint);
    expect(again.chain.records).toEqual(made.chain.records);
  });

  it('is refused in one sentence where others can read it', async () => {
    await CentreKey.create(path);
    await chmod(path, 0o640);
    await expect(CentreKey.create(path)).rejects.toThrow(
      `The centre's key ${path} can be read by others (mode 640); allowed is mode 600.`,
    );
  });

  it('is changed for a new one that the old one signed, and what the old one signed stays good', async () => {
    const key = await CentreKey.create(path, () => 0);
    const before = key.fingerprint;
    const old = { ...key.sign('old'), signedAt: HOUR_MS };
    const record = await key.change(2 * HOUR_MS);
    expect(record).toMatchObject({ number: 2, previousFingerprint: before, fingerprint: key.fingerprint });
    expect(key.fingerprint).not.toBe(before);
    const chain = await KeyChain.read(path);
    expect(chain.fingerprints).toEqual([before, key.fingerprint]);
    expect(chain.isSigned('old', old)).toBe(true);
    expect(chain.isSigned('new', { ...key.sign('new'), signedAt: 3 * HOUR_MS })).toBe(true);
    expect((await CentreKey.create(path)).fingerprint).toBe(key.fingerprint);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${path}.public`, 'utf8')).toBe(
      key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
  });

  it('takes nothing that a former key signed after its time, nor a new key before its own', async () => {
    const key = await CentreKey.create(path, () => 0);
    const late = { ...key.sign('late'), signedAt: 3 * HOUR_MS };
    await key.change(2 * HOUR_MS);
    expect(key.chain.isSigned('late', late)).toBe(false);
    expect(key.chain.isSigned('early', { ...key.sign('early'), signedAt: HOUR_MS })).toBe(false);
  });

  it('goes on after several changes at once, one after the other', async () => {
    const key = await CentreKey.create(path, () => 0);
    await Promise.all([key.change(HOUR_MS), key.change(2 * HOUR_MS), key.change(3 * HOUR_MS)]);
    expect(KeyChain.of(key.chain.records).fingerprints).toHaveLength(4);
    expect((await CentreKey.create(path)).fingerprint).toBe(key.fingerprint);
  });

  it('has been changed, or has not, wherever the change was cut off', async () => {
    const key = await CentreKey.create(path, () => 0);
    const before = key.fingerprint;
    await copyFile(path, `${path}.kept`);
    await copyFile(`${path}.chain`, `${path}.chain.kept`);
    await key.change(HOUR_MS);
    // Cut off after the record was written, before the new key took its place.
    await rename(path, `${path}.next`);
    await copyFile(`${path}.kept`, path);
    await chmod(path, 0o600);
    expect((await CentreKey.create(path)).fingerprint).toBe(key.fingerprint);
    // Cut off before the record was written.
    await rename(path, `${path}.next`);
    await rename(`${path}.kept`, path);
    await rename(`${path}.chain.kept`, `${path}.chain`);
    expect((await CentreKey.create(path)).fingerprint).toBe(before);
    await expect(stat(`${path}.next`)).rejects.toThrow(/ENOENT/);
  });

  it('is refused where another key was put in its place, or where its chain was changed', async () => {
    const stranger = join(folder, 'stranger', 'key.pem');
    await CentreKey.create(stranger);
    const key = await CentreKey.create(path, () => 0);
    await key.change(HOUR_MS);
    await copyFile(path, `${path}.kept`);
    await copyFile(stranger, path);
    await expect(CentreKey.create(path)).rejects.toThrow(/does not fit its chain/);
    await copyFile(`${path}.kept`, path);
    const chain = await readFile(`${path}.chain`, 'utf8');
    await writeFile(`${path}.chain`, chain.replace(`"validFrom":${HOUR_MS}`, '"validFrom":1'));
    await expect(CentreKey.create(path)).rejects.toThrow(/not signed by the key before it/);
  });
});
