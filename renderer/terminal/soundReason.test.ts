import { describe, expect, it } from 'vitest';
import { soundReason } from './soundReason';

const open = { phase: 'ready', sound: 'open', soundFailure: null, soundMuted: false } as const;

describe('why no evidence sound goes out', () => {
  it('is not said while the microphone is open, or is being opened, or nobody has looked', () => {
    expect(soundReason(open, false)).toBeNull();
    expect(soundReason({ ...open, sound: 'opening' }, false)).toBeNull();
    expect(soundReason({ ...open, phase: 'asking', sound: 'failed', soundFailure: 'camera-denied' }, false)).toBeNull();
  });

  it('is that the microphone was not allowed, is held by another, or is not there', () => {
    const failed = { ...open, sound: 'failed' } as const;
    expect(soundReason({ ...failed, soundFailure: 'camera-denied' }, false)).toBe('microphone-denied');
    expect(soundReason({ ...failed, soundFailure: 'camera-busy' }, false)).toBe('microphone-busy');
    expect(soundReason({ ...failed, soundFailure: 'camera-gone' }, true)).toBe('microphone-gone');
    expect(soundReason({ ...failed, soundFailure: 'unknown' }, false)).toBe('unknown');
  });

  it('is that the device has muted it, or that the page lies in the background', () => {
    expect(soundReason({ ...open, soundMuted: true }, false)).toBe('microphone-muted');
    expect(soundReason({ ...open, soundMuted: true }, true)).toBe('page-hidden');
  });
});
