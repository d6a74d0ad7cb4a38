import { describe, expect, it } from 'vitest';
import type { CoverageOfTrack, TrackClock } from '@protocol';
import { joinedCoverage } from './joinedCoverage';

const clock = (offMs: number, leastOffMs: number, mostOffMs: number): TrackClock => ({
  ...{ offMs, leastOffMs, mostOffMs, uncertaintyMs: 5, source: 'sender-report' },
});
const part = (from: number, said: TrackClock | null): CoverageOfTrack => ({
  ...{ track: 'camera', cameraView: 'front', clock: said },
  stretches: [{ kind: 'recorded', from, to: from + 10, reason: null }],
});

describe('the ledger of a vehicle that came and went', () => {
  it('is one for each track, with the newest of its clock and how far that drifted in all', () => {
    const [track, ...others] = joinedCoverage([part(0, clock(400, 380, 420)), part(50, clock(450, 410, 450))]);
    expect(others).toEqual([]);
    expect(track?.stretches.map(({ from }) => from)).toEqual([0, 50]);
    expect(track?.clock).toEqual(clock(450, 380, 450));
  });

  it('keeps what was said of the clock in one stay where nothing was in another', () => {
    const said = clock(400, 380, 420);
    expect(joinedCoverage([part(0, said), part(50, null)])[0]?.clock).toEqual(said);
    expect(joinedCoverage([part(0, null), part(50, said)])[0]?.clock).toEqual(said);
  });
});
