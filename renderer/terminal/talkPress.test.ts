import { describe, expect, it } from 'vitest';
import { idlePress, pressDown, pressUp, wantsFloor } from './talkPress';

describe('the talk button', () => {
  it('wants the floor while it is held and no longer', () => {
    const held = pressDown(idlePress, 0);
    expect(wantsFloor(held)).toBe(true);
    expect(wantsFloor(pressUp(held, 5000))).toBe(false);
  });

  it('latches on a double tap and ends with the next touch', () => {
    const once = pressUp(pressDown(idlePress, 0), 100);
    expect(wantsFloor(once)).toBe(false);
    const latched = pressUp(pressDown(once, 300), 400);
    expect(latched.kind).toBe('latched');
    const ended = pressDown(latched, 9000);
    expect(wantsFloor(ended)).toBe(false);
    expect(wantsFloor(pressUp(ended, 9100))).toBe(false);
  });

  it('takes two slow taps for two taps', () => {
    const once = pressUp(pressDown(idlePress, 0), 100);
    expect(pressUp(pressDown(once, 1000), 1100).kind).toBe('idle');
  });

  it('takes a tap and a hold for a hold', () => {
    const once = pressUp(pressDown(idlePress, 0), 100);
    expect(pressUp(pressDown(once, 300), 2000).kind).toBe('idle');
  });

  it('ignores a second finger', () => {
    const held = pressDown(idlePress, 0);
    expect(pressDown(held, 50)).toBe(held);
  });
});
