import { isAfterSigning } from './checkChains';
import type { Findings } from './Findings';
import { digestOf, isSame, leafOf, rootByPath, rootOf, type Digest } from './hashes';
import {
  lineShape,
  parseJson,
  segmentLeafShape,
  type Head,
  type Link,
  type Manifest,
  type SealedLine,
  type SegmentRecord,
} from './packageFormat';

export interface CheckedSegment {
  readonly named: Manifest['recordings'][number]['segments'][number];
  readonly where: string;
  readonly record: SegmentRecord;
  readonly link: Link | undefined;
  readonly head: Head | undefined;
  /** Null where the file is missing, which is told of elsewhere. */
  readonly content: Uint8Array | null;
}

interface Piece {
  readonly bytes: number;
  readonly digest: Digest;
  readonly span: { readonly from: number; readonly to: number } | null;
}

/**
 * Checks one original against the lines that were written as it was recorded, and those against the leaf that was
 * signed. Answers how many pieces were compared.
 */
export function checkSegment(checked: CheckedSegment, findings: Findings): number {
  const { named, where, record, content } = checked;
  const span = { from: named.startedAt, to: named.endedAt };
  checkLeaf(checked, findings);
  const lines = record.lines.flatMap(({ text }) => parseLine(text) ?? []);
  if (lines.some(({ segmentId }) => segmentId !== named.segmentId)) findings.add('segments-swapped', where, span);
  const pieces = piecesOf(lines);
  checkTimes(checked, pieces, findings);
  if (content === null) return 0;
  let offset = 0;
  for (const { bytes, digest, span: pieceSpan } of pieces) {
    const piece = content.subarray(offset, offset + bytes);
    if (piece.length < bytes) findings.add('recording-cut-off', where, pieceSpan ?? span);
    else if (!isSame(digestOf(piece), digest)) findings.add('picture-altered', where, pieceSpan ?? span);
    offset += bytes;
  }
  if (pieces.length === 0 || content.length > offset) findings.add('picture-altered', where, span);
  return pieces.length;
}

/** The lines must be those that the signed leaf is over: all of them, or some with their ways to the root. */
function checkLeaf({ named, where, record, link }: CheckedSegment, findings: Findings): void {
  const span = { from: named.startedAt, to: named.endedAt };
  const leaf = segmentLeafShape.safeParse(parseJson(link?.leaf ?? ''));
  if (!leaf.success) return findings.add('chain-broken', where, span);
  const [, , segmentId, , , , state, lineCount, sha256, sm3] = leaf.data;
  const root = { sha256, sm3 };
  if (segmentId !== named.segmentId || state !== named.state) findings.add('record-altered', where, span);
  if (record.lineCount !== lineCount) findings.add('recording-cut-off', where, span);
  const isAll = record.lines.every(({ path }) => path === undefined);
  if (isAll) {
    if (record.lines.length < lineCount) findings.add('recording-cut-off', where, span);
    if (!isSame(rootOf(record.lines.map(({ text }) => leafOf(text))), root))
      findings.add('record-altered', where, span);
    return;
  }
  let last = -1;
  for (const { index, text, path } of record.lines) {
    const found = rootByPath(leafOf(text), index, lineCount, path ?? []);
    if (found === null || !isSame(found, root)) findings.add('record-altered', where, span);
    if (index <= last) findings.add('segments-swapped', where, span);
    last = index;
  }
}

/** The times in the manifest, in the lines and in the signed leaf must be one, and none may lie behind the signing. */
function checkTimes({ named, where, link, head }: CheckedSegment, pieces: readonly Piece[], findings: Findings): void {
  const { startedAt, endedAt, whole } = named;
  const span = { from: startedAt, to: endedAt };
  const spans = pieces.flatMap((piece) => piece.span ?? []);
  const [first, last] = [spans[0], spans.at(-1)];
  const leaf = segmentLeafShape.safeParse(parseJson(link?.leaf ?? ''));
  const sealed = leaf.success ? { from: leaf.data[3], to: leaf.data[4] } : null;
  const outside = (at: number): boolean => sealed !== null && (at < sealed.from - 1 || at > sealed.to + 1);
  const isBackwards = spans.some(({ from, to }, index) => to < from || from < (spans[index - 1]?.from ?? -Infinity));
  // The manifest knows of more than the lines that are left: their end was cut off, and no time was moved.
  const isCut = first?.from === startedAt && last !== undefined && last.to < endedAt;
  if (isCut) findings.add('recording-cut-off', where, { from: last.to, to: endedAt });
  const differs =
    !isCut && first !== undefined && last !== undefined && (first.from !== startedAt || last.to !== endedAt);
  const wholeDiffers = whole && sealed !== null && Math.abs(sealed.from - startedAt) > 1;
  if (isBackwards || differs || wholeDiffers || [startedAt, endedAt].some(outside) || isAfterSigning(endedAt, head)) {
    findings.add('clock-moved', where, span);
  }
}

/** The head and each fragment; the whole file as one piece where it was hashed late. */
function piecesOf(lines: readonly SealedLine[]): readonly Piece[] {
  const late = lines.find(({ type }) => type === 'hashed-late');
  if (late?.digest && late.bytes !== undefined) return [{ bytes: late.bytes, digest: late.digest, span: null }];
  return lines.flatMap(({ type, digest, initBytes, bytes, startedAt, endedAt }): readonly Piece[] => {
    if (!digest) return [];
    if (type === 'segment-opened' && initBytes !== undefined) return [{ bytes: initBytes, digest, span: null }];
    if (type !== 'fragment' || bytes === undefined || startedAt === undefined || endedAt === undefined) return [];
    return [{ bytes, digest, span: { from: startedAt, to: endedAt } }];
  });
}

function parseLine(text: string): SealedLine | null {
  const parsed = lineShape.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}
