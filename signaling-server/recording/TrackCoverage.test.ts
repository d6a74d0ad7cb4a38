import { describe, expect, it } from 'vitest';
import type { CloseReason } from '../recorder/recorderProtocol';
import type { GapRow } from './GapsTable';
import { TrackCoverage, type GapChange } from './TrackCoverage';
import { unexplained } from './unexplained';

const identity = { vehicleId: 'vehicle-1', track: 'camera', cameraView: 'front' } as const;

/** A track whose changes are written as a table would. */
function ledger(coveredUntil = 0) {
  const coverage = new TrackCoverage(identity, coveredUntil, null);
  const gaps = new Map<string, GapRow>();
  const segments = new Map<string, { startedAt: number; endedAt: number }>();
  const write = (changes: readonly GapChange[]): void => {
    for (const change of changes) {
      if (change.kind === 'add') gaps.set(change.row.id, change.row);
      else if (change.kind === 'remove') gaps.delete(change.id);
      else {
        const row = gaps.get(change.id);
        if (!row) throw new Error('no such gap');
        gaps.set(change.id, change.kind === 'end' ? { ...row, endedAt: change.endedAt } : { ...row, ...change });
      }
    }
  };
  return {
    coverage,
    begin: (now: number) => write(coverage.begin(now, 'no-media')),
    take: (segmentId: string, startedAt: number, endedAt: number, closed: CloseReason | null = null) => {
      segments.set(segmentId, { startedAt, endedAt });
      write(coverage.take({ segmentId, startedAt, endedAt, closed, open: closed === null }, 'no-media'));
    },
    look: (now: number, reason: GapRow['reason']) => write(coverage.look(now, reason)),
    end: (now: number) => write(coverage.end(now)),
    gaps: () => [...gaps.values()].map(({ startedAt, endedAt, reason }) => ({ startedAt, endedAt, reason })),
    holes: (to: number) => unexplained([...segments.values()], [...gaps.values()], { from: 0, to }, 300),
  };
}

describe('TrackCoverage', () => {
  it('explains the time from going on duty to the first picture', () => {
    const track = ledger();
    track.begin(0);
    track.take('a', 800, 1_200);
    expect(track.gaps()).toEqual([{ startedAt: 0, endedAt: 800, reason: 'no-media' }]);
  });

  it('opens no gap while segments follow each other', () => {
    const track = ledger();
    track.begin(0);
    track.take('a', 100, 10_000);
    track.take('b', 10_100, 10_500);
    track.take('a', 100, 10_100, 'rolled');
    track.look(10_900, 'no-media');
    expect(track.gaps()).toEqual([]);
    expect(track.holes(10_500)).toEqual([]);
  });

  it('explains a hole between two segments, however short it lasted', () => {
    const track = ledger();
    track.take('a', 0, 5_000, 'clock-jumped');
    track.take('b', 5_900, 7_000);
    expect(track.gaps()).toEqual([{ startedAt: 5_000, endedAt: 5_900, reason: 'no-media' }]);
  });

  it('begins the gap of a killed recorder where its last whole fragment ended, found only after its return', () => {
    const track = ledger();
    track.take('a', 0, 5_000);
    track.look(8_000, 'recorder-restarted');
    track.take('a', 0, 5_400, 'interrupted');
    track.take('b', 9_000, 9_400);
    expect(track.gaps()).toEqual([{ startedAt: 5_400, endedAt: 9_000, reason: 'recorder-restarted' }]);
    expect(track.holes(9_400)).toEqual([]);
  });

  it('shortens the gap of a killed recorder where its last fragment is found after it records again', () => {
    const track = ledger();
    track.take('a', 0, 5_000);
    track.look(8_000, 'recorder-restarted');
    track.take('b', 9_000, 9_400);
    track.take('a', 0, 5_400, 'interrupted');
    expect(track.gaps()).toEqual([{ startedAt: 5_400, endedAt: 9_000, reason: 'recorder-restarted' }]);
    track.take('b', 9_000, 9_900);
    expect(track.gaps()).toHaveLength(1);
    expect(track.holes(9_900)).toEqual([]);
  });

  it('explains a microphone that nobody switched on by a full disk for no longer than that lasts', () => {
    const track = ledger();
    track.begin(0);
    track.look(5_000, 'storage-full');
    track.look(60_000, 'no-media');
    track.look(65_000, 'storage-full');
    track.look(70_000, 'no-media');
    track.look(75_000, 'no-media');
    expect(track.gaps()).toEqual([{ startedAt: 0, endedAt: null, reason: 'storage-full' }]);
    track.look(80_000, 'no-media');
    expect(track.gaps()).toEqual([
      { startedAt: 0, endedAt: 70_000, reason: 'storage-full' },
      { startedAt: 70_000, endedAt: null, reason: 'no-media' },
    ]);
    track.look(95_000, 'no-media');
    expect(track.gaps()).toHaveLength(2);
  });

  it('takes back the gap of a segment that was only slow to be taken in', () => {
    const track = ledger();
    track.take('a', 0, 5_000);
    track.look(8_000, 'no-media');
    track.take('a', 0, 8_000);
    expect(track.gaps()).toEqual([]);
    expect(track.holes(8_000)).toEqual([]);
  });

  it('puts a better reason for a vague one, and begins a new gap for a later cause', () => {
    const track = ledger();
    track.begin(0);
    track.look(5_000, 'camera-denied');
    expect(track.gaps()).toEqual([{ startedAt: 0, endedAt: null, reason: 'camera-denied' }]);
    track.look(9_000, 'vehicle-offline');
    expect(track.gaps()).toEqual([
      { startedAt: 0, endedAt: 9_000, reason: 'camera-denied' },
      { startedAt: 9_000, endedAt: null, reason: 'vehicle-offline' },
    ]);
    track.look(12_000, 'no-media');
    expect(track.gaps()).toHaveLength(2);
  });

  it('ends with the duty', () => {
    const track = ledger();
    track.begin(0);
    track.end(3_000);
    expect(track.gaps()).toEqual([{ startedAt: 0, endedAt: 3_000, reason: 'no-media' }]);
  });
});
