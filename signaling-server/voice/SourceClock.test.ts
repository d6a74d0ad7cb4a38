import { describe, expect, it } from 'vitest';
import { SourceClock } from './SourceClock';

/** Sends a packet that was captured at a moment and was under way for so long; answers what the clock makes of it. */
function sender(beginsAt = 0xffff_0000, ticksPerMs = 48): (clock: SourceClock, at: number, wayMs: number) => number {
  return (clock, at, wayMs) => clock.capturedAt(Math.round(beginsAt + at * ticksPerMs) % 0x1_0000_0000, at + wayMs);
}

describe('the clock of a talker', () => {
  it('says when a packet was captured, however long it was held up, past the end of the timestamps too', () => {
    const clock = new SourceClock();
    const send = sender();
    send(clock, 0, 30);
    send(clock, 20, 5);
    expect(send(clock, 40, 45)).toBeCloseTo(45, 1);
    // 65,536 ticks after its beginning, which is 1,365 ms, the timestamp begins anew.
    expect(send(clock, 2_000, 50)).toBeCloseTo(2_005, 1);
  });

  it('is not misled by packets that overtake each other', () => {
    const clock = new SourceClock();
    const send = sender();
    send(clock, 0, 5);
    expect(send(clock, 40, 5)).toBeCloseTo(45, 1);
    expect(send(clock, 20, 45)).toBeCloseTo(25, 1);
    expect(send(clock, 60, 10)).toBeCloseTo(65, 1);
  });

  it('follows a way that has become longer, and a sound card that runs slower, within ten seconds', () => {
    const clock = new SourceClock();
    const send = sender();
    for (let at = 0; at < 10_000; at += 200) send(clock, at, 5);
    for (let at = 10_000; at < 21_000; at += 200) send(clock, at, 80);
    expect(send(clock, 21_000, 80)).toBeCloseTo(21_080, 1);
    const slow = new SourceClock();
    const sendSlowly = sender(0, 48 * 0.9998);
    for (let at = 0; at < 600_000; at += 200) sendSlowly(slow, at, 5);
    expect(Math.abs(sendSlowly(slow, 600_000, 5) - 600_005)).toBeLessThan(5);
  });

  it('begins anew where the timestamps have stood still', () => {
    const clock = new SourceClock();
    const send = sender();
    send(clock, 0, 5);
    expect(send(clock, 20, 1_000)).toBe(1_020);
    expect(send(clock, 40, 1_000)).toBeCloseTo(1_040, 1);
  });

  it('begins anew after a long silence', () => {
    const clock = new SourceClock();
    const send = sender();
    send(clock, 0, 5);
    expect(send(clock, 60_000, 90)).toBeCloseTo(60_090, 1);
  });
});
