import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, wherever the command was started from. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * @param {...string} parts
 * @returns {string} an absolute path inside the project
 */
export function inProject(...parts) {
  return join(projectFolder, ...parts);
}
