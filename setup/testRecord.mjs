import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * One test of one run, in the same words for unit tests and journeys.
 *
 * @typedef {{ title: string, outcome: 'passed' | 'failed' | 'skipped', reason?: string | undefined }} TestRecord
 */

/** Names the file in which the reporters leave what they saw. */
export const TEST_RECORD_VARIABLE = 'ZHIQIN_TEST_RECORD';

/** @param {readonly TestRecord[]} records */
export function writeTestRecords(records) {
  const path = process.env[TEST_RECORD_VARIABLE];
  if (path === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(records));
}

/**
 * Reads what a reporter left, and takes it away, so that a run that dies early is never counted by an older one's result.
 *
 * @param {string} path
 * @returns {TestRecord[]}
 */
export function takeTestRecords(path) {
  try {
    const records = /** @type {TestRecord[]} */ (JSON.parse(readFileSync(path, 'utf8')));
    rmSync(path);
    return records;
  } catch {
    return [];
  }
}

/**
 * @param {readonly TestRecord[]} records
 * @returns {string} the sum, in the form that `npm test` ends with
 */
export function formatSum(records) {
  /** @param {TestRecord['outcome']} outcome */
  const count = (outcome) => records.filter((record) => record.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
