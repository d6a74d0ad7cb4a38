import { runCommand } from './commands.mjs';
import { formatDuration, SetupError } from './steps.mjs';

/** How often a command that takes long says how far it is. */
const PROGRESS_MS = 5000;

/** As much of either end of a failed command's output as is printed: npm says why at the top, a compiler at the bottom. */
const FAILURE_LINES = 20;

/**
 * @param {string} output
 * @returns {string} both ends of it, without npm's warnings about versions
 */
export function shortenFailure(output) {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('npm warn'));
  if (lines.length <= 2 * FAILURE_LINES) return lines.join('\n');
  return [...lines.slice(0, FAILURE_LINES), '…', ...lines.slice(-FAILURE_LINES)].join('\n');
}

/**
 * Runs a command that may take minutes, and prints every few seconds how far it is.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {import('./commands.mjs').CommandOptions & { progressOf?: (line: string) => string | undefined }} [options]
 *   `progressOf` picks the progress out of a line of output; by default the line itself is shown
 * @returns {Promise<void>}
 * @throws {SetupError} with both ends of its output, if it fails
 */
export async function runSlowCommand(steps, command, commandArguments, options = {}) {
  const { progressOf = (line) => line.trim().slice(0, 100) || undefined, ...commandOptions } = options;
  const startedAt = performance.now();
  let progress = '';
  const ticker = setInterval(() => {
    steps.note(`… ${formatDuration(performance.now() - startedAt)} ${progress}`);
  }, PROGRESS_MS);
  const { exitCode, output } = await runCommand(command, commandArguments, {
    ...commandOptions,
    onLine: (line) => {
      progress = progressOf(line) ?? progress;
    },
  });
  clearInterval(ticker);
  if (exitCode === 0) return;
  throw new SetupError(
    `${[command, ...commandArguments].join(' ')} → exit code ${exitCode}\n${shortenFailure(output)}`,
  );
}
