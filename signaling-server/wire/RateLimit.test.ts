import { describe, expect, it } from 'vitest';
import { RateLimit } from './RateLimit';

describe('RateLimit', () => {
  it('lets a burst pass, refuses what is more, and lets pass again after a while', () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    const passed = Array.from({ length: 400 }, () => limit.take()).filter(Boolean).length;
    expect(passed).toBe(300);
    now = 1_000;
    expect(Array.from({ length: 100 }, () => limit.take()).filter(Boolean).length).toBe(60);
  });

  it('gives nothing for a clock that was set back', () => {
    let now = 10_000;
    const limit = new RateLimit(() => now);
    for (let count = 0; count < 300; count += 1) limit.take();
    now = 0;
    expect(limit.take()).toBe(false);
  });
});
