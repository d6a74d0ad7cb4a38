import { randomUUID } from 'node:crypto';
import type { GapReason } from '@protocol';
import type { GapRow } from './GapsTable';
import type { SegmentRow } from './SegmentsTable';

/** A hole up to this long is what wall clocks and frame lengths leave. */
const TOLERANCE_MS = 300;

/**
 * The gaps that segments leave between each other, track by track, each with the reason for which the segment before it
 * ended. Where a vehicle went off duty nothing was to be recorded. `reasonOf` is null for an end that says nothing.
 */
export function gapsBetween(
  segments: readonly SegmentRow[],
  reasonOf: (segmentId: string) => GapReason | null,
): GapRow[] {
  const tracks = new Map<string, SegmentRow[]>();
  for (const row of segments) {
    // A terminal's own recording fills a gap; what the gap was and why is kept.
    if (row.track === 'talk' || row.vehicleId === null || row.source === 'device') continue;
    const key = `${row.vehicleId} ${row.track} ${row.cameraView ?? ''}`;
    const known = tracks.get(key);
    if (known) known.push(row);
    else tracks.set(key, [row]);
  }
  const gaps: GapRow[] = [];
  for (const rows of tracks.values()) {
    rows.sort((one, other) => one.startedAt - other.startedAt);
    let last = rows[0];
    for (const next of rows.slice(1)) {
      const { vehicleId } = next;
      const reason = last ? (reasonOf(last.id) ?? 'unknown') : 'unknown';
      if (last && vehicleId !== null && next.startedAt - last.endedAt > TOLERANCE_MS && reason !== 'off-duty') {
        const { track, cameraView } = next;
        const span = { startedAt: last.endedAt, endedAt: next.startedAt };
        gaps.push({ id: randomUUID(), vehicleId, track, cameraView, ...span, reason });
      }
      if (!last || next.endedAt > last.endedAt) last = next;
    }
  }
  return gaps;
}
