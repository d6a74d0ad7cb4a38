import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './commands.mjs';
import { readStamp, writeStamp } from './fileStamps.mjs';
import { inProject } from './projectFolder.mjs';

/** A download that brings nothing for this long is given up: within ten seconds, since it is looked at once a second. */
const STALL_MS = 8_000;

/** How long a start trusts that a failed download would fail again. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

const electronFolder = inProject('node_modules', 'electron');
const failureStamp = inProject('node_modules', '.zhiqin', 'electron-failed-at');

/**
 * @returns {string | undefined} the path of Electron's program, if it is complete: `path.txt` is the last thing that
 * Electron's installer writes
 */
export function findElectron() {
  const programName = readStamp(join(electronFolder, 'path.txt'));
  if (programName === undefined) return undefined;
  const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] || join(electronFolder, 'dist'), programName);
  return existsSync(program) ? program : undefined;
}

/**
 * @param {string | undefined} stamp the time of the last failure, in milliseconds since 1970
 * @param {number} now
 * @returns {boolean} whether a start should spend time on another try
 */
export function isWorthATry(stamp, now) {
  const failedAt = Number(stamp);
  return stamp === undefined || !(now - failedAt < RETRY_AFTER_MS);
}

/**
 * @param {string} folder
 * @returns {number} the bytes in it
 */
function bytesIn(folder) {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/**
 * Runs Electron's own installer for as long as its download or its unpacking grows.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<string>} the last line of its output
 */
async function runInstaller(steps) {
  // With a temporary folder of its own, the growth of that folder is the progress of the download.
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'zhiqin-electron-'));
  const stalled = new AbortController();
  let bytes = 0;
  let grownAt = performance.now();
  const watch = setInterval(() => {
    const bytesNow = bytesIn(temporaryFolder) + bytesIn(join(electronFolder, 'dist'));
    if (bytesNow !== bytes) {
      bytes = bytesNow;
      grownAt = performance.now();
      steps.note(`… ${Math.round(bytes / 1e6)} MB`);
    } else if (performance.now() - grownAt > STALL_MS) {
      stalled.abort();
    }
  }, 1000);
  try {
    const { output } = await runCommand(process.execPath, [join(electronFolder, 'install.js')], {
      environment: { ...process.env, TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder },
      signal: stalled.signal,
    });
    return output;
  } finally {
    clearInterval(watch);
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

/**
 * Gets Electron's program, which does not come with its npm package. Its absence is a shortcoming, never a failure: every
 * page runs in a browser too.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {{ retry: boolean }} options `retry` tries again even shortly after a failure
 * @returns {Promise<string>} what was done
 */
export async function installElectron(steps, { retry }) {
  if (findElectron() !== undefined) return '就绪 · ready';
  const manifest = /** @type {{ version: string, engines?: { node?: string } }} */ (
    JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8'))
  );
  const shortcoming = {
    missing: `Electron ${manifest.version}`,
    cost: '调度台在浏览器中打开，无桌面快捷键 · the console opens in the browser instead, without desktop hotkeys',
  };
  if (!retry && !isWorthATry(readStamp(failureStamp), Date.now())) {
    steps.lack(shortcoming);
    return '24 小时内下载失败过，跳过 · its download failed within 24 h, skipped (npm run setup tries again)';
  }
  const output = await runInstaller(steps);
  if (findElectron() !== undefined) {
    rmSync(failureStamp, { force: true });
    return '已下载 · downloaded';
  }
  const reason = output
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
  if (reason !== undefined) steps.note(reason.slice(0, 160));
  writeStamp(failureStamp, String(Date.now()));
  steps.lack(shortcoming);
  return '不能下载 · no download';
}
