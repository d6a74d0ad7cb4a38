import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterPictures, awaitPicture, pictureCame } from './awaitedPictures';

describe('work that keeps a page busy', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('requestAnimationFrame', (painted: () => void) => setTimeout(painted, 16));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is done after the next painting where no picture is awaited', () => {
    const work = vi.fn();
    afterPictures(work);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('waits until every picture that was asked for has come, and is then done once', () => {
    const [front, rear] = [{}, {}];
    const work = vi.fn();
    afterPictures(work);
    awaitPicture(front);
    awaitPicture(rear);
    vi.advanceTimersByTime(200);
    pictureCame(front);
    vi.advanceTimersByTime(100);
    expect(work).not.toHaveBeenCalled();
    pictureCame(rear);
    vi.advanceTimersByTime(20);
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does not wait for ever for a picture that does not come', () => {
    const lost = {};
    const work = vi.fn();
    awaitPicture(lost);
    afterPictures(work);
    vi.advanceTimersByTime(700);
    expect(work).toHaveBeenCalledTimes(1);
    pictureCame(lost);
  });

  it('is not done once it has been given up', () => {
    const work = vi.fn();
    afterPictures(work)();
    vi.advanceTimersByTime(2_000);
    expect(work).not.toHaveBeenCalled();
  });
});
