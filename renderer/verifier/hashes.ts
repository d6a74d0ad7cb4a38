import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sm3 } from './Sm3';

/** Both hashes of one content, lower-case hex. */
export interface Digest {
  readonly sha256: string;
  readonly sm3: string;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
/** Before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
const SPKI_HEAD = '302a300506032b6570032100';

export function digestOf(content: Uint8Array | string): Digest {
  const bytes = typeof content === 'string' ? utf8ToBytes(content) : content;
  return { sha256: bytesToHex(sha256(bytes)), sm3: bytesToHex(sm3(bytes)) };
}

export function sha256Of(content: Uint8Array | string): string {
  return bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content));
}

/** Hashes a content that comes in parts. */
export function digesting(): { add(part: Uint8Array): void; end(): Digest } {
  const one = sha256.create();
  const other = sm3.create();
  return {
    add: (part) => {
      one.update(part);
      other.update(part);
    },
    end: () => ({ sha256: bytesToHex(one.digest()), sm3: bytesToHex(other.digest()) }),
  };
}

export function isSame(one: Digest, other: Digest): boolean {
  return one.sha256 === other.sha256 && one.sm3 === other.sm3;
}

/** A leaf of a Merkle tree as RFC 6962 has it. */
export function leafOf(content: string): Digest {
  return digestOf(concatBytes(LEAF, utf8ToBytes(content)));
}

/** The root over leaves in their order; built level by level, which for RFC 6962 comes to the same tree. */
export function rootOf(leaves: readonly Digest[]): Digest {
  let level = leaves;
  if (level.length === 0) return digestOf(new Uint8Array());
  while (level.length > 1) {
    const above: Digest[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left) above.push(right ? nodeOf(left, right) : left);
    }
    level = above;
  }
  return level[0] ?? digestOf(new Uint8Array());
}

/** The root to which a leaf leads by its path, the leaf's index and the number of leaves (RFC 9162, 2.1.3.2); null for no such path. */
export function rootByPath(leaf: Digest, index: number, count: number, path: readonly Digest[]): Digest | null {
  if (index >= count) return null;
  let [position, last, root] = [index, count - 1, leaf];
  for (const step of path) {
    if (last === 0) return null;
    if (position % 2 === 1 || position === last) {
      root = nodeOf(step, root);
      while (position % 2 === 0 && position !== 0) [position, last] = [position >> 1, last >> 1];
    } else root = nodeOf(root, step);
    [position, last] = [position >> 1, last >> 1];
  }
  return last === 0 ? root : null;
}

function nodeOf(left: Digest, right: Digest): Digest {
  return {
    sha256: sha256Of(concatBytes(NODE, hexToBytes(left.sha256), hexToBytes(right.sha256))),
    sm3: bytesToHex(sm3(concatBytes(NODE, hexToBytes(left.sm3), hexToBytes(right.sm3)))),
  };
}

/** Checks signatures of one key, given as SubjectPublicKeyInfo in base64; null where it is no key of an algorithm known here. */
export function signatureCheck(
  algorithm: string,
  publicKey: string,
): { readonly fingerprint: string; isSigned(text: string, signature: string): boolean } | null {
  const info = bytesOfBase64(publicKey);
  if (algorithm !== 'Ed25519' || info === null || info.length !== 44 || bytesToHex(info.subarray(0, 12)) !== SPKI_HEAD)
    return null;
  const key = info.subarray(12);
  return {
    fingerprint: sha256Of(info),
    isSigned: (text, signature) => {
      const bytes = bytesOfBase64(signature);
      if (bytes === null || bytes.length !== 64) return false;
      try {
        return ed25519.verify(bytes, utf8ToBytes(text), key);
      } catch {
        return false;
      }
    },
  };
}

/** Null where it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}
