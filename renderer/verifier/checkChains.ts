import type { Findings } from './Findings';
import { digestOf, isSame, leafOf, rootByPath, type Digest } from './hashes';
import type { KeyRing } from './KeyRing';
import { parseJson, segmentLeafShape, type Chains, type Head, type Link, type Manifest } from './packageFormat';

/** A chain or a head may be signed a little before the last word of what it seals, by the clocks of two processes. */
const CLOCKS_APART_MS = 5_000;

/**
 * Checks that the links of each camera follow one another without a hole and that the centre signed each of them.
 * Answers the links whose content can be relied on, by the id of what they seal, and how many heads were checked.
 */
export function checkChains(
  { links, heads }: Chains,
  manifest: Manifest,
  keys: KeyRing,
  findings: Findings,
): { readonly links: ReadonlyMap<string, Link>; readonly heads: ReadonlyMap<number, Head> } {
  const signed = new Map<number, Head>();
  for (const head of heads) {
    const judged = keys.judge(headText(head), head);
    if (judged === 'another-key') findings.add('another-key', `head ${head.number}`);
    else if (judged === 'forged') findings.add('head-forged', `head ${head.number}`);
    else signed.set(head.number, head);
  }
  const sound = new Map<string, Link>();
  const ends = new Map<string, Link>();
  for (const link of [...links].sort((one, other) => one.position - other.position)) {
    const where = `${link.chain} #${link.position}`;
    const before = ends.get(link.chain);
    ends.set(link.chain, link);
    const own = digestOf(linkText(link));
    if (!isSame(own, link)) findings.add('chain-broken', where);
    else if (!isUnderHead(link, own, signed.get(link.headNumber))) findings.add('chain-broken', where);
    else sound.set(link.subjectId, link);
    if (!before) continue;
    if (before.position === link.position) findings.add('segment-duplicated', where);
    else if (before.position + 1 !== link.position)
      findings.add('segment-missing', `${link.chain} #${before.position + 1}`);
    else if (before.sha256 !== link.previousSha256 || before.sm3 !== link.previousSm3)
      findings.add('chain-broken', where);
  }
  checkAgainstManifest(links, manifest, findings);
  return { links: sound, heads: signed };
}

/** Every sealed segment of the chains must be in the package, or be said to be left out, once. */
function checkAgainstManifest(links: readonly Link[], manifest: Manifest, findings: Findings): void {
  const linked = new Set(links.map(({ subjectId }) => subjectId));
  const named = new Set(manifest.leftOut.map(({ segmentId }) => segmentId));
  for (const { plate, cameraView, track, segments } of manifest.recordings) {
    let last = -Infinity;
    const newestLinked = segments.findLastIndex(({ segmentId }) => linked.has(segmentId));
    for (const [index, { segmentId, startedAt, endedAt, file }] of segments.entries()) {
      const span = { from: startedAt, to: endedAt };
      if (named.has(segmentId)) findings.add('segment-duplicated', file, span);
      // What is gone from the end of a chain leaves no hole in it.
      const isTail = newestLinked >= 0 && index > newestLinked;
      if (!linked.has(segmentId)) findings.add(isTail ? 'recording-cut-off' : 'chain-broken', file, span);
      if (startedAt < last) findings.add('segments-swapped', `${plate} ${cameraView ?? track}`, span);
      last = startedAt;
      named.add(segmentId);
    }
  }
  // A removed segment is told of by a later link of the same chain.
  const removed = new Set(links.filter(({ kind }) => kind === 'removal').map(({ subjectId }) => subjectId));
  for (const link of links) {
    const { chain, position, kind, subjectId } = link;
    const isToldOf = named.has(subjectId) || removed.has(subjectId) || isOutside(manifest, chain);
    if (kind === 'segment' && !isToldOf && !isBeside(manifest, link)) {
      findings.add('segment-missing', `${chain} #${position}`);
    }
  }
}

/**
 * Chains are in the order of sealing, which is not always that of recording: a gap is sealed later than what follows it,
 * and what terminals hand in comes as it comes. What a link says of its segment's times is signed with it.
 */
function isBeside({ span }: Manifest, { leaf }: Link): boolean {
  const facts = segmentLeafShape.safeParse(parseJson(leaf));
  if (!facts.success) return false;
  const [, , , startedAt, endedAt] = facts.data;
  return endedAt <= span.from || startedAt >= span.to;
}

/** Talk groups go on between the bursts that concern these vehicles; those are not in the package. */
function isOutside({ recordings }: Manifest, chain: string): boolean {
  return chain.startsWith('talk/') || !recordings.some((recording) => recording.chain === chain);
}

function isUnderHead(link: Link, own: Digest, head: Head | undefined): boolean {
  if (!head) return false;
  const root = rootByPath(leafOf(`${own.sha256}${own.sm3}`), link.headIndex, head.size, link.path);
  return root !== null && isSame(root, { sha256: head.rootSha256, sm3: head.rootSm3 });
}

/** True where a time of a recording lies behind the moment at which it was signed. */
export function isAfterSigning(at: number, head: Head | undefined): boolean {
  return head !== undefined && at > head.signedAt + CLOCKS_APART_MS;
}

function linkText({ chain, position, previousSha256, previousSm3, leaf }: Link): string {
  return JSON.stringify(['zhiqin-link', chain, position, previousSha256, previousSm3, leaf]);
}

/** What a head's signature is over. */
export function headText({ number, signedAt, size, rootSha256, rootSm3, previousSha256, previousSm3 }: Head): string {
  const fields = [number, signedAt, size, rootSha256, rootSm3, previousSha256, previousSm3];
  return JSON.stringify(['zhiqin-record-head', ...fields]);
}
