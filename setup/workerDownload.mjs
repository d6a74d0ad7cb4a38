import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './commands.mjs';
import { inProject } from './projectFolder.mjs';

/** A download that brings nothing for this long is given up, so that a closed network costs seconds, not minutes. */
const STALL_MS = 8000;

/**
 * The address of upstream's program for this machine, put together as mediasoup's own installer does.
 *
 * @param {string} version of mediasoup
 * @returns {string}
 */
export function downloadAddress(version) {
  const manifest = /** @type {{ repository: { url: string } }} */ (
    JSON.parse(readFileSync(inProject('node_modules', 'mediasoup', 'package.json'), 'utf8'))
  );
  const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const base = process.env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] || `${repository}/releases/download`;
  const kernel = process.platform === 'linux' ? `-kernel${Number.parseInt(release(), 10)}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}

/**
 * Downloads and unpacks upstream's program.
 *
 * @param {string} version of mediasoup
 * @param {string} folder is emptied first; afterwards it holds the program
 * @returns {Promise<string | undefined>} why it failed, or undefined if it did not
 */
export async function downloadWorker(version, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'worker.tgz');
  const stalled = new AbortController();
  let stallTimer = setTimeout(() => stalled.abort(), STALL_MS);
  try {
    const response = await fetch(downloadAddress(version), { signal: stalled.signal });
    if (!response.ok || response.body === null) return `下载被拒 · download refused (HTTP ${response.status})`;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(stallTimer);
      stallTimer = setTimeout(() => stalled.abort(), STALL_MS);
      appendFileSync(archive, part.value);
    }
  } catch {
    return '不能下载 · no download';
  } finally {
    clearTimeout(stallTimer);
  }
  const { exitCode } = await runCommand('tar', ['-xzf', archive, '-C', folder]);
  return exitCode === 0 ? undefined : '下载的文件损坏 · the download is damaged';
}
