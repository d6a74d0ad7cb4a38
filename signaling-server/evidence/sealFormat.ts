import { digestOf, type Digest } from '../recorder/digestOf';
import type { Schema } from '../persistence/schema';
import { leafDigest, rootOf } from './merkleTree';

/** One link of a chain: what was sealed, and what binds it to the link before. */
export type RecordSeal = Schema['recordSeals'];
/** What the centre signed about the links of one pass. */
export type RecordHead = Schema['recordHeads'];

const NOTHING: Digest = { sha256: '0'.repeat(64), sm3: '0'.repeat(64) };

/** The end of a chain. */
export interface ChainEnd {
  readonly position: number;
  readonly digest: Digest;
}
export const emptyChain: ChainEnd = { position: 0, digest: NOTHING };

/**
 * The chain of a camera, a microphone or a talk group. What a terminal recorded by itself comes later than what was
 * recorded live after it, and reduced copies come months later, so that each has a chain of its own: the links of a span
 * follow each other in all.
 */
export function chainOf({
  vehicleId,
  track,
  cameraView,
  groupId,
  source = 'live',
}: Pick<Schema['segments'], 'vehicleId' | 'track' | 'cameraView' | 'groupId'> &
  Partial<Pick<Schema['segments'], 'source'>>): string {
  if (track === 'talk') return `talk/${groupId ?? vehicleId ?? ''}`;
  const own = source === 'live' ? [] : [source];
  return [vehicleId ?? '', track, ...(cameraView === null ? [] : [cameraView]), ...own].join('/');
}

/**
 * What a closed segment's link says. `lines` are its journal lines as they stand in the journal, each a leaf of the
 * segment's own tree, so that a clip can disclose its own lines alone.
 */
export function segmentLeaf(
  {
    id,
    startedAt,
    endedAt,
    bytes,
    state,
  }: Pick<Schema['segments'], 'id' | 'startedAt' | 'endedAt' | 'bytes' | 'state'>,
  chain: string,
  lines: readonly string[],
): string {
  const root = rootOf(lines.map((line) => leafDigest(line)));
  const facts = [chain, id, startedAt, endedAt, bytes, state, lines.length];
  return JSON.stringify(['zhiqin-segment', ...facts, root.sha256, root.sm3]);
}

export function gapLeaf(
  { id, startedAt, endedAt, reason }: Pick<Schema['gaps'], 'id' | 'startedAt' | 'endedAt' | 'reason'>,
  chain: string,
): string {
  return JSON.stringify(['zhiqin-gap', chain, id, startedAt, endedAt, reason]);
}

/** For what was sealed and is no longer there: a deleted segment, a gap that turned out to be none. */
export function removalLeaf(kind: 'segment' | 'gap', id: string, chain: string, noticedAt: number): string {
  return JSON.stringify([`zhiqin-${kind}-removed`, chain, id, noticedAt]);
}

/** The bytes that a link's two hashes are over. */
export function linkText({
  chain,
  position,
  previousSha256,
  previousSm3,
  leaf,
}: Pick<RecordSeal, 'chain' | 'position' | 'previousSha256' | 'previousSm3' | 'leaf'>): string {
  return JSON.stringify(['zhiqin-link', chain, position, previousSha256, previousSm3, leaf]);
}

/** A link is the leaf of its head's tree by both of its hashes. */
export function headLeaf({ sha256, sm3 }: Digest): Digest {
  return leafDigest(`${sha256}${sm3}`);
}

/** What a head's signature is over; a head is bound to the one before it by both hashes of this text. */
export function headText(head: Omit<RecordHead, 'algorithm' | 'keyFingerprint' | 'signature'>): string {
  const { number, signedAt, size, rootSha256, rootSm3, previousSha256, previousSm3 } = head;
  const root = [rootSha256, rootSm3];
  return JSON.stringify(['zhiqin-record-head', number, signedAt, size, ...root, previousSha256, previousSm3]);
}

/** What an authority of time stamps: the head with its signature. */
export function stampText(head: RecordHead): string {
  return JSON.stringify(['zhiqin-stamped-head', headText(head), head.keyFingerprint, head.signature]);
}

/** The head before the first one is bound to nothing. */
export function headDigest(head: RecordHead | null): Digest {
  return head === null ? NOTHING : digestOf(headText(head));
}
