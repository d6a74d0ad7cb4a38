import { expect, it } from 'vitest';
import { shortenFailure } from './slowCommand.mjs';

it('keeps both ends of a long failure, and none of the warnings of npm', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const short = shortenFailure(['npm warn EBADENGINE', ...lines].join('\n')).split('\n');
  expect(short[0]).toBe('line 0');
  expect(short.at(-1)).toBe('line 99');
  expect(short.length).toBeLessThan(50);
});
