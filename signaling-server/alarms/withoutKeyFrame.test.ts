import { describe, expect, it } from 'vitest';
import { withoutKeyFrame, type GrowingSegment } from './withoutKeyFrame';

const segment = (keyAt: number | null): GrowingSegment => ({
  ...{ vehicleId: 'car', cameraView: 'front', startedAt: 20_000, keyAt },
});
const flowing = (hasKeyFrame: boolean) => new Map([['car:front', { beganAt: 10_000, hasKeyFrame }]]);

describe('a camera that sends and can not be decoded', () => {
  it('has waited since its first packet where no key frame ever came', () => {
    expect(withoutKeyFrame(flowing(false), [], 30_000).get('car:front')).toBe(20_000);
  });

  it('has waited since the newest key frame that was recorded, or since the recording of it began', () => {
    expect(withoutKeyFrame(flowing(true), [segment(28_000)], 30_000).get('car:front')).toBe(2_000);
    expect(withoutKeyFrame(flowing(true), [segment(null)], 30_000).get('car:front')).toBe(10_000);
    expect(withoutKeyFrame(flowing(true), [segment(null), segment(29_000)], 30_000).get('car:front')).toBe(1_000);
  });

  it('is not judged where it is not being recorded, nor where nothing comes from it', () => {
    expect([...withoutKeyFrame(flowing(true), [], 30_000)]).toEqual([]);
    expect([...withoutKeyFrame(new Map(), [segment(1_000)], 30_000)]).toEqual([]);
  });
});
