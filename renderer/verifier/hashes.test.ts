import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, digesting, isSame, leafOf, rootByPath, rootOf, signatureCheck } from './hashes';

describe('hashes of the verifier', () => {
  it('are SHA-256 and SM3 as others compute them, at once and in parts', () => {
    expect(digestOf('abc').sm3).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1_000, 70_001]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 251);
      const expected = {
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sm3: createHash('sm3').update(bytes).digest('hex'),
      };
      expect(digestOf(bytes)).toEqual(expected);
      const parts = digesting();
      for (let start = 0; start < length; start += 37) parts.add(bytes.subarray(start, start + 37));
      expect(parts.end()).toEqual(expected);
    }
  });

  it('lead from each leaf to the root, and from no other place', () => {
    for (const count of [1, 2, 3, 5, 8, 13]) {
      const leaves = Array.from({ length: count }, (_, index) => leafOf(`line ${index}`));
      const root = rootOf(leaves);
      if (count === 1) expect(rootByPath(leafOf('line 0'), 0, 1, [])).toEqual(root);
      const wrong = rootByPath(leafOf('line 1'), 0, count, []);
      expect(wrong !== null && isSame(wrong, root)).toBe(false);
    }
  });

  it('check a signature by the key alone', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const check = signatureCheck('Ed25519', publicKey.export({ type: 'spki', format: 'der' }).toString('base64'));
    const signature = sign(null, Buffer.from('text'), privateKey).toString('base64');
    expect(check?.isSigned('text', signature)).toBe(true);
    expect(check?.isSigned('test', signature)).toBe(false);
    expect(check?.isSigned('text', 'nonsense')).toBe(false);
    expect(signatureCheck('Ed25519', 'nonsense')).toBeNull();
  });
});
