import { expect, it } from 'vitest';
import { formatSum, takeTestRecords } from './testRecord.mjs';

it('sums up a run in the form that npm test ends with', () => {
  expect(
    formatSum([
      { title: 'a', outcome: 'passed' },
      { title: 'b', outcome: 'passed' },
      { title: 'c', outcome: 'skipped', reason: 'no Electron here' },
      { title: 'd', outcome: 'failed' },
    ]),
  ).toBe('2 passed, 1 failed, 1 skipped');
});

it('takes a missing record as no tests at all', () => {
  expect(takeTestRecords('/nonexistent/record.json')).toEqual([]);
});
