import { writeTestRecords } from './testRecord.mjs';

/** Notes every journey of a run of Playwright, with the reason of each skip. */
export default class JourneyReporter {
  /** @type {import('playwright/types/testReporter').Suite | undefined} */
  #suite;
  #errorsOutsideTests = 0;

  printsToStdio() {
    return false;
  }

  /**
   * @param {import('playwright/test').FullConfig} _configuration
   * @param {import('playwright/types/testReporter').Suite} suite
   */
  onBegin(_configuration, suite) {
    this.#suite = suite;
  }

  onError() {
    this.#errorsOutsideTests += 1;
  }

  onEnd() {
    /** @type {import('./testRecord.mjs').TestRecord[]} */
    const records = (this.#suite?.allTests() ?? []).map((test) => {
      const title = test.titlePath().filter(Boolean).join(' › ');
      // A journey that passes on its second try has failed: retries are off, and flaky is not a kind of passed.
      if (test.results.length === 0) return { title, outcome: 'failed', reason: 'did not run' };
      if (test.outcome() === 'skipped') {
        const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
        return { title, outcome: 'skipped', reason };
      }
      return { title, outcome: test.outcome() === 'expected' ? 'passed' : 'failed' };
    });
    if (this.#errorsOutsideTests > 0) records.push({ title: 'an error outside any journey', outcome: 'failed' });
    writeTestRecords(records);
  }
}
