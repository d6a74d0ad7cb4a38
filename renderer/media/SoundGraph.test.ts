import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SoundGraph } from './SoundGraph';

/** A context as a browser gives it: running at once, or locked until somebody has touched the page. */
class TestContext extends EventTarget {
  static isLocked = false;
  static last: TestContext | null = null;
  state: AudioContextState = 'suspended';

  constructor() {
    super();
    TestContext.last = this;
    void this.resume();
  }

  async resume(): Promise<void> {
    if (!TestContext.isLocked) await this.become('running');
  }

  async suspend(): Promise<void> {
    await this.become('suspended');
  }

  private async become(state: AudioContextState): Promise<void> {
    await Promise.resolve();
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

let isNeeded: boolean;
let rests: number;
let locks: boolean[];
let graph: SoundGraph;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('AudioContext', TestContext);
  TestContext.isLocked = false;
  TestContext.last = null;
  isNeeded = false;
  rests = 0;
  locks = [];
  graph = new SoundGraph({
    isNeeded: () => isNeeded,
    onRest: () => (rests += 1),
    onLock: () => locks.push(graph.isLocked),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const state = (): AudioContextState | undefined => TestContext.last?.state;

describe('the sound graph of a page', () => {
  it('rests once nobody has needed it for a while, which is no lock', async () => {
    graph.wake();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(state()).toBe('running');
    await vi.advanceTimersByTimeAsync(3_000);
    expect([state(), rests, locks]).toEqual(['suspended', 1, []]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([rests, locks]).toEqual([1, []]);
  });

  it('does not rest while somebody looks at a level, or while something is heard through it', async () => {
    for (let looks = 0; looks < 100; looks += 1) {
      graph.wake();
      await vi.advanceTimersByTimeAsync(200);
    }
    isNeeded = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect([state(), rests]).toEqual(['running', 0]);
    isNeeded = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect([state(), rests]).toEqual(['suspended', 1]);
  });

  it('is woken by what must sound, and rests again', async () => {
    graph.wake();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await graph.running()).toBe(TestContext.last);
    expect([state(), locks]).toEqual(['running', []]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([state(), rests]).toEqual(['suspended', 2]);
  });

  it('tells when the browser locks it, sounds nothing meanwhile, and runs once the page is touched', async () => {
    TestContext.isLocked = true;
    graph.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(locks).toEqual([true]);
    expect(await graph.running()).toBeNull();
    TestContext.isLocked = false;
    await graph.unlock();
    expect([state(), locks, rests]).toEqual(['running', [true, false], 0]);
  });

  it('sounds nothing late: a tone that had to wait means something else by then', async () => {
    graph.wake();
    await vi.advanceTimersByTimeAsync(20_000);
    vi.spyOn(TestContext.prototype, 'resume').mockImplementation(async function (this: TestContext) {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      this.state = 'running';
    });
    const late = graph.running();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await late).toBeNull();
    vi.restoreAllMocks();
  });
});
