import type { Damage, DeletionWhy } from '@protocol';
import type { JournalLine } from '../recorder/journalLine';
import type { CloseReason } from '../recorder/recorderProtocol';
import type { SegmentRow } from './SegmentsTable';

/** What journal lines say about one segment, after they were taken in. */
export interface SegmentNews {
  readonly row: SegmentRow;
  /** Set by the line that closed it. */
  readonly closed: CloseReason | null;
  /** Set by the line that took it off the disk. */
  readonly deleted: { readonly at: number; readonly why: DeletionWhy } | null;
}

/**
 * Applies journal lines, in order, to the rows of the segments that they speak of. `known` are the rows as they were;
 * answers those that changed. Lines of a segment that nobody opened are passed over. Applying lines again to rows that
 * already have them changes nothing.
 */
export function applyJournalLines(
  lines: readonly JournalLine[],
  known: ReadonlyMap<string, SegmentRow>,
): readonly SegmentNews[] {
  const news = new Map<string, SegmentNews>();
  for (const line of lines) {
    const before = news.get(line.segmentId);
    const row = before?.row ?? known.get(line.segmentId) ?? null;
    const after = rowAfter(line, row);
    if (!after) continue;
    const closed = line.type === 'segment-closed' ? line.reason : (before?.closed ?? null);
    const deleted = line.type === 'segment-deleted' ? line : (before?.deleted ?? null);
    news.set(line.segmentId, { row: after, closed, deleted });
  }
  return [...news.values()];
}

function rowAfter(line: JournalLine, row: SegmentRow | null): SegmentRow | null {
  if (line.type === 'segment-opened') return row ?? openedRow(line);
  if (!row) return null;
  switch (line.type) {
    case 'fragment': {
      const key = line.key && row.track === 'camera';
      return {
        ...row,
        bytes: Math.max(row.bytes, line.offset + line.bytes),
        endedAt: Math.max(row.endedAt, line.endedAt),
        ...(key ? { keyOffset: line.offset, keyBytes: line.bytes, keyAt: line.startedAt } : {}),
        ...(line.key ? { damages: damagesUntil(row.damages, line.startedAt) } : {}),
      };
    }
    case 'segment-closed': {
      const keyIsThere = (row.keyOffset ?? 0) + (row.keyBytes ?? 0) <= line.bytes;
      return {
        ...row,
        bytes: line.bytes,
        endedAt: Math.max(row.startedAt, line.endedAt),
        state: line.reason === 'interrupted' ? 'interrupted' : 'closed',
        ...(keyIsThere ? {} : { keyOffset: null, keyBytes: null, keyAt: null }),
        damages: row.damages.map((one) => ({ ...one, to: one.to ?? line.endedAt })),
      };
    }
    case 'damaged':
      return { ...row, damages: damagesWith(row.damages, line) };
    case 'capture-time':
      return {
        ...row,
        capturedAt: line.capturedAt,
        captureSource: line.source,
        captureUncertaintyMs: line.uncertaintyMs,
      };
    case 'segment-archived':
      return { ...row, stored: 'archive' };
    case 'segment-deleted':
      return row;
    case 'tail-cut':
      return null;
  }
}

function openedRow(line: Extract<JournalLine, { type: 'segment-opened' }>): SegmentRow {
  const { segmentId, path, track, burstId, mimeType, initBytes, startedAt } = line;
  return {
    id: segmentId,
    ...track,
    burstId,
    source: line.device ? 'device' : line.reducedFrom ? 'reduced' : 'live',
    path,
    mimeType,
    startedAt,
    endedAt: startedAt,
    state: 'open',
    bytes: initBytes,
    initBytes,
    keyOffset: null,
    keyBytes: null,
    keyAt: null,
    damages: [],
    capturedAt: null,
    captureSource: null,
    captureUncertaintyMs: null,
    stored: 'volume',
  };
}

/** A key frame mends what was damaged before it. */
function damagesUntil(damages: readonly Damage[], keyAt: number): Damage[] {
  return damages.map((one) => (one.to === null && one.from < keyAt ? { ...one, to: keyAt } : one));
}

/** Losses before the next key frame are one damage. A line that is read again changes nothing that is mended. */
function damagesWith(
  damages: readonly Damage[],
  { at, lostPackets }: Extract<JournalLine, { type: 'damaged' }>,
): Damage[] {
  const last = damages.at(-1);
  if (last?.to === null) return [...damages.slice(0, -1), { ...last, lostPackets: last.lostPackets + lostPackets }];
  if (last && at < (last.to ?? 0)) return [...damages];
  return [...damages, { from: at, to: null, lostPackets }];
}
