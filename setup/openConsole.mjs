import { spawn } from 'node:child_process';
import { commandExists } from './commands.mjs';
import { findElectron } from './electronBinary.mjs';
import { projectFolder } from './projectFolder.mjs';

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {boolean} whether a window can be opened here
 */
export function hasDisplay(environment, platform) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/**
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {NodeJS.ProcessEnv} [environment]
 */
function launch(command, commandArguments, environment = process.env) {
  const child = spawn(command, commandArguments, { env: environment, stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return child;
}

/**
 * Opens the console in the desktop shell, else in the system's browser, else not at all.
 *
 * @param {string} origin of the server
 * @returns {{ words: string, close: () => void }} what was done, and a way to take the window away again
 */
export function openConsole(origin) {
  if (!hasDisplay(process.env, process.platform)) {
    return {
      words: '没有显示器，请在浏览器打开以上地址 · no display: open the addresses above in a browser',
      close: () => undefined,
    };
  }
  const electron = findElectron();
  if (electron !== undefined) {
    // Chromium refuses to start as root inside its own sandbox.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const shell = launch(electron, [...sandbox, projectFolder], { ...process.env, ZHIQIN_SERVER: origin });
    return { words: '已在桌面程序中打开 · opened in the desktop shell', close: () => shell.kill() };
  }
  const page = `${origin}/`;
  if (process.platform === 'win32') launch('cmd', ['/c', 'start', '', page]);
  else if (process.platform === 'darwin') launch('open', [page]);
  else {
    const opener = ['xdg-open', 'sensible-browser'].find(commandExists);
    if (opener === undefined) return { words: '没有浏览器 · no browser found', close: () => undefined };
    launch(opener, [page]);
  }
  return { words: '已在浏览器中打开 · opened in the browser', close: () => undefined };
}
