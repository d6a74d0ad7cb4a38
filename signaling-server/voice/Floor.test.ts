import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Floor } from './Floor';

const can = { maySpeak: true, hasMedia: true };

describe('the floor with its timers', () => {
  const ended: string[] = [];
  let floor: Floor;

  beforeEach(() => {
    vi.useFakeTimers();
    ended.length = 0;
    floor = new Floor({ clock: Date.now, onEnded: ({ burstId }, reason) => ended.push(`${burstId}: ${reason}`) });
  });
  afterEach(() => {
    floor.close();
    vi.useRealTimers();
  });

  it('ends a burst four seconds after its last packet', () => {
    floor.request('crew', 'burst-1', can);
    vi.advanceTimersByTime(3_000);
    expect(floor.takeMedia('crew')).toBe(true);
    vi.advanceTimersByTime(3_999);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ended).toEqual(['burst-1: no-media']);
  });

  it('ends a burst at the talk limit while packets still come', () => {
    floor.request('crew', 'burst-1', can);
    for (let seconds = 0; seconds < 30; seconds += 1) {
      expect(floor.takeMedia('crew')).toBe(true);
      vi.advanceTimersByTime(1_000);
    }
    expect(ended).toEqual(['burst-1: too-long']);
    expect(floor.takeMedia('crew')).toBe(false);
  });

  it('leaves no timer behind after a release, so that the next talker is not cut short', () => {
    floor.request('crew', 'burst-1', can);
    expect(floor.release('crew', 'burst-1')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    floor.request('centre', 'burst-2', can);
    vi.advanceTimersByTime(3_999);
    expect(ended).toEqual(['burst-1: released']);
    expect(floor.holder).toMatchObject({ participantId: 'centre', burstId: 'burst-2' });
  });

  it('forwards only its holder', () => {
    expect(floor.takeMedia('crew')).toBe(false);
    floor.request('crew', 'burst-1', can);
    expect(floor.takeMedia('centre')).toBe(false);
    expect(floor.request('centre', 'burst-2', can)).toEqual({ granted: false, cause: 'another-has-it' });
  });
});
