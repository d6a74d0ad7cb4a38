import { parseJournalLine, type JournalLine } from '../recorder/journalLine';
import type { PlannedSegment } from '../packager/packagePlan';
import type { RecordedFileSource } from '../recording/RecordedFiles';
import { lateLineOf } from './lateLineOf';
import { leafDigest, pathTo } from './merkleTree';
import type { RecordedSegment } from './PackageSourcesTable';
import type { RecordSeal } from './sealFormat';

type Range = PlannedSegment['ranges'][number];
type Fragment = Extract<JournalLine, { type: 'fragment' }>;

export interface SegmentPlanning {
  readonly row: RecordedSegment;
  readonly seal: RecordSeal;
  /** As they stand in the journal. */
  readonly lines: readonly string[];
  readonly files: RecordedFileSource;
  /** In the zip. */
  readonly file: string;
  readonly span: { readonly from: number; readonly to: number };
}

/**
 * What of a segment goes into a package: all of it where it lies within the span, else its head and the groups of
 * pictures that the span touches, with what proves that they are a part of the whole.
 */
export async function planSegment({ row, seal, lines, files, file, span }: SegmentPlanning): Promise<PlannedSegment> {
  const late = isSealedLate(seal, lines) ? await lateLineOf(row, lines, files) : null;
  const sealed = late === null ? lines : [...lines, late];
  const parsed = sealed.map((text) => parseJournalLine(text));
  const fragments = parsed.flatMap((line, index) =>
    line?.type === 'fragment' && line.offset + line.bytes <= row.bytes ? { line, index } : [],
  );
  const chosen = late === null ? touched(fragments, span) : fragments;
  const isWhole = chosen.length === fragments.length;
  const disclosed = (index: number): boolean =>
    isWhole || parsed[index]?.type !== 'fragment' || chosen.some((fragment) => fragment.index === index);
  const leaves = sealed.map((text) => leafDigest(text));
  return {
    ...{ segmentId: row.id, source: row.path, file, mimeType: row.mimeType, state: row.state, burstId: row.burstId },
    ...{ startedAt: chosen[0]?.line.startedAt ?? row.startedAt, endedAt: chosen.at(-1)?.line.endedAt ?? row.endedAt },
    ranges: rangesOf(row, parsed, chosen),
    lineCount: sealed.length,
    lines: sealed.flatMap((text, index) =>
      disclosed(index) ? { index, text, ...(isWhole ? {} : { path: [...pathTo(index, leaves)] }) } : [],
    ),
  };
}

/** The leaf says how many lines were sealed: one more than the journal holds where our own line was added. */
function isSealedLate(seal: RecordSeal, lines: readonly string[]): boolean {
  const leaf: unknown = JSON.parse(seal.leaf);
  return Array.isArray(leaf) && leaf[7] === lines.length + 1;
}

/** From the key frame at or before the span's start to the last fragment that begins within it. */
function touched(
  fragments: readonly { readonly line: Fragment; readonly index: number }[],
  { from, to }: SegmentPlanning['span'],
): readonly { readonly line: Fragment; readonly index: number }[] {
  const first = fragments.findLastIndex(({ line }) => line.key && line.startedAt <= from);
  const last = fragments.findLastIndex(({ line }) => line.startedAt < to);
  return fragments.slice(Math.max(0, first), last + 1);
}

/** Where the journal does not know every byte, the file is taken as one piece. */
function rangesOf(
  row: RecordedSegment,
  parsed: readonly (JournalLine | null)[],
  chosen: readonly { readonly line: Fragment }[],
): Range[] {
  const opened = parsed.find((line) => line?.type === 'segment-opened');
  if (opened?.digest === undefined || chosen.some(({ line }) => line.digest === undefined)) {
    return [{ offset: 0, bytes: row.bytes, digest: null }];
  }
  return [
    { offset: 0, bytes: opened.initBytes, digest: opened.digest },
    ...chosen.map(({ line }) => ({ offset: line.offset, bytes: line.bytes, digest: line.digest ?? null })),
  ];
}
