import { describe, expect, it } from 'vitest';
import { ServerClock } from './ServerClock';

describe('ServerClock', () => {
  it('is the own clock before the first sample', () => {
    expect(new ServerClock(() => 5_000).now()).toBe(5_000);
  });

  it('takes the answer to be made in the middle of its round trip', () => {
    const clock = new ServerClock(() => 10_000);
    clock.addSample(1_000, 4_050, 1_100);
    expect(clock.offset).toBe(3_000);
    expect(clock.now()).toBe(13_000);
  });

  it('forgets one slow answer by the median', () => {
    const clock = new ServerClock(() => 0);
    for (const offset of [10, 11, 900, 12, 10]) clock.addSample(0, offset, 0);
    expect(clock.offset).toBe(11);
  });

  it('follows a clock that was set, once most samples are new', () => {
    const clock = new ServerClock(() => 0);
    for (const offset of [10, 10, 10, 10, 10, 500, 500, 500]) clock.addSample(0, offset, 0);
    expect(clock.offset).toBe(500);
  });
});
