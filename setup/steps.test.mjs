import { describe, expect, it } from 'vitest';
import { formatDuration, Steps } from './steps.mjs';

describe('the steps of set-up', () => {
  it('end with what could not be had and what that costs', async () => {
    /** @type {string[]} */
    const lines = [];
    const steps = new Steps((line) => lines.push(line));
    await steps.run('pages', () => 'built');
    await steps.run('desktop', () => {
      steps.lack({ missing: 'Electron', cost: 'the console opens in the browser' });
      return 'no download';
    });
    steps.summarise(true);
    expect(lines[0]).toMatch(/^✓ pages: built/);
    expect(lines[1]).toMatch(/^– desktop: no download/);
    expect(lines.at(-1)).toBe('  - Electron: the console opens in the browser');
  });

  it('print a step that fails, and stop there', async () => {
    /** @type {string[]} */
    const lines = [];
    const steps = new Steps((line) => lines.push(line));
    const failing = steps.run('worker', () => Promise.reject(new Error('no compiler')));
    await expect(failing).rejects.toThrow('no compiler');
    expect(lines[0]).toMatch(/^✗ worker/);
  });
});

it('writes a duration as a person says it', () => {
  expect(formatDuration(412)).toBe('0.4 s');
  expect(formatDuration(252_000)).toBe('4 min 12 s');
});
