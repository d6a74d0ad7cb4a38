import { describe, expect, it } from 'vitest';
import { fill } from '../ui/words/Dictionary';
import { floorText } from './floorText';
import type { MyFloor } from './myFloor';
import { voiceWords, type VoiceWord } from './voiceWords';

const say = (key: VoiceWord, values?: Readonly<Record<string, string | number>>): string =>
  fill(voiceWords.en[key], values);
const text = (floor: MyFloor): string | null => floorText(floor, 10_000, say);

describe('floorText', () => {
  it('says nothing where nothing is wanted', () => {
    expect(text({ phase: 'none', refusal: null })).toBeNull();
  });

  it('says who has the floor that was refused', () => {
    expect(text({ phase: 'none', refusal: { why: 'another-has-it', speakerName: 'Zhang Wei' } })).toContain(
      'Zhang Wei',
    );
  });

  it('says the place in the queue, and whether the button is still to be held', () => {
    const held = text({ phase: 'queued', position: 2, size: 3, isPressed: true });
    const released = text({ phase: 'queued', position: 2, size: 3, isPressed: false });
    expect(held).toContain('2 of 3');
    expect(released).toContain('2 of 3');
    expect(held).not.toBe(released);
  });

  it('counts down the moment in which a turn must be taken', () => {
    expect(text({ phase: 'your-turn', confirmBy: 11_200 })).toContain('2 s');
  });

  it('counts down the last seconds, never below nothing', () => {
    expect(text({ phase: 'speaking', burstId: 'b', until: 14_100, endsSoon: true })).toContain('5 s');
    expect(text({ phase: 'speaking', burstId: 'b', until: 9_000, endsSoon: true })).toContain('0 s');
    expect(text({ phase: 'speaking', burstId: 'b', until: 40_000, endsSoon: false })).not.toContain('s left');
  });
});
