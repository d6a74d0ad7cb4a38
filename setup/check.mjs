import { runCommand } from './commands.mjs';
import { inProject, projectFolder } from './projectFolder.mjs';
import { formatDuration } from './steps.mjs';

// `npm run check`: types, lint, format, dead code. All are run, so that one run names everything there is to mend.

const checks = [
  { title: '类型 · types', program: [inProject('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.', '--noEmit'] },
  {
    title: '规范 · lint',
    program: [inProject('node_modules', 'eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'],
  },
  { title: '格式 · format', program: [inProject('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '.'] },
  { title: '无用代码 · dead code', program: [inProject('node_modules', 'knip', 'bin', 'knip.js')] },
];

/**
 * @param {(typeof checks)[number]} check
 * @returns {Promise<boolean>} whether it passed
 */
async function runCheck({ title, program }) {
  const startedAt = performance.now();
  const { exitCode, output } = await runCommand(process.execPath, program, { folder: projectFolder });
  const passed = exitCode === 0;
  console.log(`${passed ? '✓' : '✗'} ${title} (${formatDuration(performance.now() - startedAt)})`);
  if (!passed) console.log(output.trimEnd());
  return passed;
}

// Types and lint take longest, and a small machine has two cores.
const [types, lint] = await Promise.all(checks.slice(0, 2).map(runCheck));
const [format, deadCode] = await Promise.all(checks.slice(2).map(runCheck));
process.exit(types && lint && format && deadCode ? 0 : 1);
