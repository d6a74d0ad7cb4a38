import type { RecordedLane } from '@protocol';
import { describe, expect, it } from 'vitest';
import {
  neighbourEvent,
  nextRecordedAt,
  playableFrom,
  stretchAt,
  stretchesOf,
  tracksOf,
  type TrackRecord,
} from './playbackPlan';

type Recorded = TrackRecord['recorded'][number];
const recorded = (from: number, to: number, open = false): Recorded => ({ from, to, open });
const lane = (vehicleId: string, more: Partial<RecordedLane> = {}): RecordedLane => ({
  vehicleId,
  track: 'camera',
  cameraView: 'front',
  recorded: [recorded(0, 1)],
  gaps: [],
  ...more,
});
const record = (times: Recorded[], gaps: TrackRecord['gaps'] = []): TrackRecord => ({
  key: 'v:camera:front',
  vehicleId: 'v',
  track: 'camera',
  view: 'front',
  recorded: times,
  gaps,
});
const span = { from: 0, to: 100_000 };

describe('the plan of a playback', () => {
  it('puts the vehicles in their chosen order, of each its cameras in their usual one and its sound last', () => {
    const tracks = tracksOf(
      ['w', 'v'],
      [
        lane('v', { track: 'evidence-sound', cameraView: null }),
        lane('v', { cameraView: 'cabin' }),
        lane('v', { track: 'talk', cameraView: null }),
        lane('v', { recorded: [], gaps: [{ startedAt: 0, endedAt: null, reason: 'camera-denied' }] }),
        lane('w', { cameraView: 'rear' }),
      ],
    );
    expect(tracks.map(({ key }) => key)).toEqual([
      'w:camera:rear',
      'v:camera:front',
      'v:camera:cabin',
      'v:evidence-sound',
    ]);
  });

  it('covers the span without a hole: recorded, gap with its reason, not required, not yet', () => {
    const stretches = stretchesOf(
      record([recorded(10_000, 50_000)], [{ startedAt: 50_000, endedAt: 60_000, reason: 'vehicle-offline' }]),
      span,
      80_000,
    );
    expect(stretches).toEqual([
      { kind: 'not-required', from: 0, to: 10_000 },
      { kind: 'recorded', from: 10_000, to: 50_000 },
      { kind: 'gap', reason: 'vehicle-offline', from: 50_000, to: 60_000 },
      { kind: 'not-required', from: 60_000, to: 80_000 },
      { kind: 'future', from: 80_000, to: 100_000 },
    ]);
  });

  it('stands in the last stretch at the end of the span, and nowhere behind it', () => {
    const stretches = stretchesOf(record([recorded(0, 100_000)]), span, 200_000);
    expect(stretchAt(stretches, 100_000)?.kind).toBe('recorded');
    expect(stretchAt(stretches, 100_001)).toBeNull();
    expect(stretchAt([], 0)).toBeNull();
  });

  it('lets an unfinished gap reach up to now', () => {
    const stretches = stretchesOf(
      record([recorded(0, 50_000)], [{ startedAt: 50_000, endedAt: null, reason: 'page-hidden' }]),
      span,
      70_000,
    );
    expect(stretches[1]).toEqual({ kind: 'gap', reason: 'page-hidden', from: 50_000, to: 70_000 });
  });

  it('takes an open segment to grow up to now while its listing is fresh', () => {
    const open = recorded(0, 65_000, true);
    expect(stretchesOf(record([open]), span, 70_000)[0]).toEqual({ kind: 'recorded', from: 0, to: 70_000 });
    expect(stretchesOf(record([open]), span, 95_000)[0]).toEqual({ kind: 'recorded', from: 0, to: 65_000 });
  });

  it('lets the recording win where a gap overlaps it', () => {
    const stretches = stretchesOf(
      record([recorded(0, 60_000)], [{ startedAt: 20_000, endedAt: 70_000, reason: 'no-media' }]),
      span,
      100_000,
    );
    expect(stretches.slice(0, 2)).toEqual([
      { kind: 'recorded', from: 0, to: 60_000 },
      { kind: 'gap', reason: 'no-media', from: 60_000, to: 70_000 },
    ]);
  });

  it('shows a hole between two recordings however short, but none where a terminal went on by itself', () => {
    const hole = { startedAt: 20_000, endedAt: 20_400, reason: 'recorder-restarted' as const };
    const live = stretchesOf(record([recorded(0, 20_000), recorded(20_400, 60_000)], [hole]), span, 60_000);
    expect(live[1]).toEqual({ kind: 'gap', reason: 'recorder-restarted', from: 20_000, to: 20_400 });
    const own = { ...recorded(20_400, 60_000), backfilled: true };
    const handedIn = stretchesOf(record([recorded(0, 20_000), own], [hole]), span, 60_000);
    expect(handedIn[1]).toEqual({ kind: 'recorded', backfilled: true, from: 20_000, to: 60_000 });
  });

  it('finds what stands at a moment', () => {
    const stretches = stretchesOf(record([recorded(0, 20_000), recorded(40_000, 60_000)]), span, 100_000);
    expect(stretchAt(stretches, 30_000)?.kind).toBe('not-required');
    expect(stretchAt(stretches, 40_000)?.kind).toBe('recorded');
  });

  it('jumps over a gap to the next recording of any track', () => {
    const lanes = [
      stretchesOf(record([recorded(0, 10_000), recorded(50_000, 60_000)]), span, 100_000),
      stretchesOf(record([recorded(40_000, 45_000)]), span, 100_000),
    ];
    expect(nextRecordedAt(lanes, 20_000)).toBe(40_000);
    expect(nextRecordedAt(lanes, 70_000)).toBeNull();
  });

  it('begins where something is recorded: at the moment asked for, after it, or else before it', () => {
    const lanes = [stretchesOf(record([recorded(10_000, 20_000), recorded(50_000, 60_000)]), span, 100_000)];
    expect(playableFrom(lanes, 15_000)).toBe(15_000);
    expect(playableFrom(lanes, 30_000)).toBe(50_000);
    expect(playableFrom(lanes, 90_000)).toBe(50_000);
    expect(playableFrom([], 90_000)).toBe(90_000);
  });

  it('goes from event to event, and back past the one that has just begun', () => {
    const moments = [30_000, 10_000, 20_000];
    expect(neighbourEvent(moments, 10_000, 'next')).toBe(20_000);
    expect(neighbourEvent(moments, 20_800, 'previous')).toBe(10_000);
    expect(neighbourEvent(moments, 25_000, 'previous')).toBe(20_000);
    expect(neighbourEvent(moments, 30_000, 'next')).toBeNull();
  });
});
