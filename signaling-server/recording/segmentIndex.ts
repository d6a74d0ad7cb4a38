import type { JournalLine } from '../recorder/journalLine';
import type { CloseReason } from '../recorder/recorderProtocol';
import type { SegmentRow } from './SegmentsTable';

/** What journal lines say about one segment, after they were taken in. */
export interface SegmentNews {
  readonly row: SegmentRow;
  /** Set by the line that closed it. */
  readonly closed: CloseReason | null;
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
    news.set(line.segmentId, { row: after, closed });
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
      };
    }
    case 'damaged':
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
    source: 'live',
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
  };
}
