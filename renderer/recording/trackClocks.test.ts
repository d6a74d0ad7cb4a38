import { describe, expect, it } from 'vitest';
import type { CoverageOfTrack, TrackClock } from '@protocol';
import { signedSeconds, uncertainSeconds, worstClock } from './trackClocks';

const clock = (offMs: number, leastOffMs = offMs, mostOffMs = offMs): TrackClock => ({
  ...{ offMs, leastOffMs, mostOffMs, uncertaintyMs: 5, source: 'sender-report' },
});
const track = (cameraView: CoverageOfTrack['cameraView'], said: TrackClock | null): CoverageOfTrack => ({
  ...{ track: cameraView === null ? 'evidence-sound' : 'camera', cameraView, stretches: [], clock: said },
});

describe('the clocks of a vehicle', () => {
  it('are told by the one that was furthest off, ahead or behind, at any time of the day', () => {
    const tracks = [track('front', clock(40)), track('rear', clock(10, -900, 10)), track(null, null)];
    expect(worstClock(tracks)).toMatchObject({ cameraView: 'rear', offMs: 10, leastOffMs: -900 });
    expect(worstClock([track('front', null)])).toBeNull();
    expect(worstClock([])).toBeNull();
  });

  it('are told in seconds with their sign, and how well that is known is never made to look better', () => {
    expect([420, -1_300, 0, -3, 5].map(signedSeconds)).toEqual(['+0.42', '-1.30', '0.00', '0.00', '+0.01']);
    expect([2, 10, 91].map(uncertainSeconds)).toEqual(['0.01', '0.01', '0.10']);
  });
});
