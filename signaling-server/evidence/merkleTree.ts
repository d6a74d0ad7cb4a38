import { createHash } from 'node:crypto';
import type { Digest } from '../recorder/digestOf';

const LEAF_PREFIX = Buffer.of(0);
const NODE_PREFIX = Buffer.of(1);
const algorithms = ['sha256', 'sm3'] as const;

/** The hash of a leaf as RFC 6962, 2.1, has it (a zero byte before the data), by both algorithms. */
export function leafDigest(data: string | Uint8Array): Digest {
  return each((algorithm) => createHash(algorithm).update(LEAF_PREFIX).update(data).digest('hex'));
}

/**
 * Root of the Merkle tree over leaves in their order (RFC 6962, 2.1): of a list that is no power of two long, the left
 * half is the largest power of two. The root of nothing is the hash of nothing.
 */
export function rootOf(leaves: readonly Digest[]): Digest {
  const [first] = leaves;
  if (first === undefined) return each((algorithm) => createHash(algorithm).digest('hex'));
  if (leaves.length === 1) return first;
  const middle = splitOf(leaves.length);
  return nodeDigest(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}

/** What a leaf must be joined with, from the bottom up, to come to the root (RFC 6962, 2.1.1). */
export function pathTo(index: number, leaves: readonly Digest[]): readonly Digest[] {
  if (leaves.length <= 1) return [];
  const middle = splitOf(leaves.length);
  return index < middle
    ? [...pathTo(index, leaves.slice(0, middle)), rootOf(leaves.slice(middle))]
    : [...pathTo(index - middle, leaves.slice(middle)), rootOf(leaves.slice(0, middle))];
}

function nodeDigest(left: Digest, right: Digest): Digest {
  return each((algorithm) =>
    createHash(algorithm)
      .update(NODE_PREFIX)
      .update(Buffer.from(left[algorithm], 'hex'))
      .update(Buffer.from(right[algorithm], 'hex'))
      .digest('hex'),
  );
}

function each(hashBy: (algorithm: (typeof algorithms)[number]) => string): Digest {
  return { sha256: hashBy('sha256'), sm3: hashBy('sm3') };
}

/** The largest power of two below a length. */
function splitOf(length: number): number {
  return 2 ** Math.floor(Math.log2(length - 1));
}
