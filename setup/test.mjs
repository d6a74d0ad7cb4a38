import { prepare } from './prepare.mjs';
import { inProject } from './projectFolder.mjs';
import { formatDuration } from './steps.mjs';
import { formatSum, takeTestRecords, TEST_RECORD_VARIABLE } from './testRecord.mjs';
import { runVisibly } from './visibleCommand.mjs';

// `npm test`: set-up, the checks, the unit tests, the journeys. It stops at the first phase that fails, and always ends
// with the sum, alone on a line.

const recordPath = inProject('.cache', 'test-record.json');

const phases = [
  { title: '检查 · checks', program: [inProject('setup', 'check.mjs')], hasTests: false },
  {
    title: '单元测试 · unit tests',
    program: [
      inProject('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      `--reporter=${inProject('setup', 'unitTestReporter.mjs')}`,
    ],
    hasTests: true,
  },
  {
    title: '操作流程 · journeys',
    program: [
      inProject('node_modules', 'playwright', 'cli.js'),
      'test',
      `--reporter=line,${inProject('setup', 'journeyReporter.mjs')}`,
    ],
    hasTests: true,
  },
];

await prepare();

/** @type {import('./testRecord.mjs').TestRecord[]} */
const records = [];
for (const { title, program, hasTests } of phases) {
  console.log(`\n— ${title}`);
  const startedAt = performance.now();
  takeTestRecords(recordPath);
  const exitCode = await runVisibly(program, { [TEST_RECORD_VARIABLE]: recordPath });
  const phaseRecords = hasTests ? takeTestRecords(recordPath) : [];
  const failed = phaseRecords.some(({ outcome }) => outcome === 'failed');
  const nothingRan = hasTests && phaseRecords.length === 0;
  records.push(...phaseRecords);
  // A phase that fails without a failed test, as the checks do, counts as one failure.
  if ((exitCode !== 0 || nothingRan) && !failed) records.push({ title, outcome: 'failed' });
  console.log(`— ${title}: ${formatDuration(performance.now() - startedAt)}`);
  if (exitCode !== 0 || nothingRan || failed) break;
}

const skipped = records.filter(({ outcome }) => outcome === 'skipped');
if (skipped.length > 0) console.log('\n已跳过 · skipped:');
for (const { title, reason } of skipped) console.log(`  - ${title}: ${reason ?? '未说明原因 · no reason given'}`);

console.log(`\n${formatSum(records)}`);
const nothingPassed = !records.some(({ outcome }) => outcome === 'passed');
process.exit(nothingPassed || records.some(({ outcome }) => outcome === 'failed') ? 1 : 0);
