import { expect, it } from 'vitest';
import { isWorthATry } from './electronBinary.mjs';

const HOUR_MS = 60 * 60 * 1000;

it('tries the download of Electron at first, and again a day after a failure', () => {
  const failedAt = 1_800_000_000_000;
  expect(isWorthATry(undefined, failedAt)).toBe(true);
  expect(isWorthATry(String(failedAt), failedAt + HOUR_MS)).toBe(false);
  expect(isWorthATry(String(failedAt), failedAt + 25 * HOUR_MS)).toBe(true);
});

it('tries it again where the note about the failure can not be read', () => {
  expect(isWorthATry('half a note', 1_800_000_000_000)).toBe(true);
});
