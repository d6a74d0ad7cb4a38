import { describe, expect, it } from 'vitest';
import { BurstRun, type RunOutput, type RunSound } from './BurstRun';

interface Named extends RunSound {
  readonly name: string;
}

/** An output whose clock is set by hand. */
class FakeOutput implements RunOutput<Named> {
  clock = 10;
  readonly played: { name: string; at: number }[] = [];
  readonly stopped: string[] = [];
  private readonly sounding: { name: string; ended: () => void }[] = [];

  now(): number {
    return this.clock;
  }

  play({ name }: Named, at: number, ended: () => void): () => void {
    this.played.push({ name, at });
    const own = { name, ended };
    this.sounding.push(own);
    return () => {
      if (!this.sounding.includes(own)) return;
      this.sounding.splice(this.sounding.indexOf(own), 1);
      this.stopped.push(name);
      ended();
    };
  }

  /** The sound that was set first runs out. */
  runOut(seconds: number): void {
    this.clock += seconds;
    this.sounding.shift()?.ended();
  }
}

const durations: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1 };
const soundOf = (name: string): Promise<Named> => {
  const duration = durations[name];
  return duration === undefined ? Promise.reject(new Error('no sound')) : Promise.resolve({ name, duration });
};
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('BurstRun', () => {
  it('sets each to the very end of the one before', async () => {
    const output = new FakeOutput();
    const run = new BurstRun(soundOf, output);
    const done = run.play(['a', 'b']);
    await turn();
    expect(run.state.getState()).toMatchObject({ burstId: 'a', phase: 'playing', left: 1 });
    expect(output.played.at(-1)).toEqual({ name: 'b', at: 12 });
    output.runOut(2.1);
    await turn();
    expect(run.state.getState()).toMatchObject({ burstId: 'b', phase: 'playing', left: 0 });
    output.runOut(3);
    await done;
    expect(output.played).toEqual([
      { name: 'a', at: 10 },
      { name: 'b', at: 12 },
    ]);
    expect(run.state.getState().phase).toBe('silent');
  });

  it('passes over a burst without sound and says which', async () => {
    const output = new FakeOutput();
    const run = new BurstRun(soundOf, output);
    const done = run.play(['lost', 'c']);
    await turn();
    expect(run.state.getState()).toMatchObject({ burstId: 'c', missing: ['lost'] });
    output.runOut(1);
    await done;
  });

  it('is silent as soon as it is stopped, and the rest is not played', async () => {
    const output = new FakeOutput();
    const run = new BurstRun(soundOf, output);
    void run.play(['a', 'b', 'c']);
    await turn();
    run.stop();
    expect(output.stopped).toEqual(['a', 'b']);
    output.runOut(2);
    await turn();
    expect(run.state.getState()).toMatchObject({ burstId: null, phase: 'silent' });
    expect(output.played.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leaves one run for another', async () => {
    const output = new FakeOutput();
    const run = new BurstRun(soundOf, output);
    void run.play(['a', 'b']);
    await turn();
    const done = run.play(['c']);
    await turn();
    expect(run.state.getState()).toMatchObject({ burstId: 'c', left: 0 });
    output.runOut(1);
    await done;
    expect(output.played.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});
