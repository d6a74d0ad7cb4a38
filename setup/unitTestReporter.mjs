import { writeTestRecords } from './testRecord.mjs';

/** Notes every unit test of a run of Vitest, with the reason of each skip, which its own JSON report leaves out. */
export default class UnitTestReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {import('./testRecord.mjs').TestRecord[]} */
    const records = [];
    for (const module of modules) {
      // A file that can not be loaded has no tests to fail, and must not pass for that reason.
      if (module.errors().length > 0) records.push({ title: module.relativeModuleId, outcome: 'failed' });
      for (const test of module.children.allTests()) {
        const result = test.result();
        const title = `${module.relativeModuleId} › ${test.fullName}`;
        if (result.state === 'pending') records.push({ title, outcome: 'failed' });
        else
          records.push({ title, outcome: result.state, reason: result.state === 'skipped' ? result.note : undefined });
      }
    }
    if (unhandledErrors.length > 0) records.push({ title: 'an error outside any test', outcome: 'failed' });
    writeTestRecords(records);
  }
}
