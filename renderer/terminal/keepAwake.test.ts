import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAwake } from './keepAwake';

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  turn(visibilityState: DocumentVisibilityState): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

describe('a screen on duty', () => {
  let page: Page;
  let asked: number;
  let released: number;
  beforeEach(() => {
    page = new Page();
    [asked, released] = [0, 0];
  });

  const release = (): Promise<void> => {
    released += 1;
    return Promise.resolve();
  };
  const request = (): Promise<{ release(): Promise<void> }> => {
    asked += 1;
    return Promise.resolve({ release });
  };
  const awake = (wakeLock?: { request: typeof request }) =>
    keepAwake({ document: page, navigator: wakeLock === undefined ? {} : { wakeLock } });

  it('is kept on, again after the page was hidden, and let go of at the end', async () => {
    const end = awake({ request });
    await setImmediate();
    expect(asked).toBe(1);
    page.turn('hidden');
    await setImmediate();
    expect(asked).toBe(1);
    page.turn('visible');
    await setImmediate();
    expect(asked).toBe(2);
    end();
    expect(released).toBe(1);
    page.turn('visible');
    await setImmediate();
    expect(asked).toBe(2);
  });

  it('is let go of where duty ends before it was granted', async () => {
    awake({ request })();
    await setImmediate();
    expect(released).toBe(1);
  });

  it('goes dark without harm where the browser refuses or knows no such thing, and is asked for again', async () => {
    awake()();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const end = awake({ request: () => Promise.reject(new Error('the battery is low')) });
    await setImmediate();
    expect(warn).toHaveBeenCalledOnce();
    page.turn('visible');
    await setImmediate();
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
    end();
  });
});
