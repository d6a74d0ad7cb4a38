import { describe, expect, it } from 'vitest';
import { coverageSummary } from './coverageSummary';

describe('coverageSummary', () => {
  it('adds up what was recorded and names the longest gap', () => {
    const stretch = { kind: 'recorded', from: 0, to: 60_000, reason: null } as const;
    const summary = coverageSummary([
      {
        track: 'camera',
        cameraView: 'front',
        clock: null,
        stretches: [
          stretch,
          { kind: 'gap', from: 60_000, to: 70_000, reason: 'vehicle-offline' },
          { kind: 'device', from: 70_000, to: 80_000, reason: null },
        ],
      },
      {
        track: 'evidence-sound',
        cameraView: null,
        clock: null,
        stretches: [stretch, { kind: 'gap', from: 60_000, to: 80_000, reason: 'no-media' }],
      },
    ]);
    expect(summary).toEqual({
      requiredMs: 160_000,
      recordedMs: 130_000,
      gaps: 2,
      gapMs: 30_000,
      worst: { lastedMs: 20_000, reason: 'no-media' },
    });
  });

  it('finds nothing wrong with a vehicle that had nothing to record', () => {
    expect(coverageSummary([])).toEqual({ requiredMs: 0, recordedMs: 0, gaps: 0, gapMs: 0, worst: null });
  });
});
