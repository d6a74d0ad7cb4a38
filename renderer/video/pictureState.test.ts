import { describe, expect, it } from 'vitest';
import { pictureState, type Seen } from './pictureState';

const live: Seen = {
  isCameraOff: false,
  phase: 'live',
  since: 0,
  lastFrameAt: 10_000,
  latencyMs: 120,
  isPaused: false,
};

describe('pictureState', () => {
  it('is live while frames come', () => {
    expect(pictureState(live, 10_100)).toBe('live');
  });

  it('says starting until the first frame, and lost where none comes', () => {
    expect(pictureState({ ...live, lastFrameAt: null, phase: 'starting' }, 500)).toBe('starting');
    expect(pictureState({ ...live, lastFrameAt: null }, 20_000)).toBe('lost');
  });

  it('says late before it says lost', () => {
    expect(pictureState(live, 12_000)).toBe('late');
    expect(pictureState(live, 16_000)).toBe('lost');
  });

  it('calls a moving picture late that shows what was a second ago', () => {
    expect(pictureState({ ...live, latencyMs: 1_500 }, 10_050)).toBe('late');
  });

  it('does not call a picture late that nobody asked frames for', () => {
    expect(pictureState({ ...live, isPaused: true }, 60_000)).toBe('live');
  });

  it('says lost at once when the reception is, and off where the camera is off', () => {
    expect(pictureState({ ...live, phase: 'lost' }, 10_010)).toBe('lost');
    expect(pictureState({ ...live, phase: 'lost', isCameraOff: true }, 10_010)).toBe('off');
  });
});
