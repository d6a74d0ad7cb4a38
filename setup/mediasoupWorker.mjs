import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from './commands.mjs';
import { acquireLock } from './exclusiveLock.mjs';
import { hashFiles, readStamp, writeStamp } from './fileStamps.mjs';
import { inProject } from './projectFolder.mjs';
import { SetupError } from './steps.mjs';
import { buildWorker } from './workerBuild.mjs';
import { downloadWorker } from './workerDownload.mjs';

/** How mediasoup's worker answers, on purpose, when it is not started by mediasoup: the proof that it runs on this machine. */
const NOT_STARTED_BY_MEDIASOUP = 41;

const programName = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * Where the worker of this version, recipe and machine is kept, outside node_modules, so that a second installation takes
 * seconds.
 *
 * @param {string} version of mediasoup
 * @param {string} recipeHash
 * @returns {string}
 */
export function workerCacheFolder(version, recipeHash) {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(
    cache,
    'zhiqin',
    'mediasoup-worker',
    `${version}-${recipeHash.slice(0, 12)}-${process.platform}-${process.arch}`,
  );
}

/**
 * @param {string} program
 * @returns {Promise<boolean>} whether it runs here: it does not where a library is missing or the machine is another kind
 */
export async function workerStarts(program) {
  if (!existsSync(program)) return false;
  const { exitCode } = await runCommand(program, [], { environment: {} });
  return exitCode === NOT_STARTED_BY_MEDIASOUP;
}

/** mediasoup's worker program: found, downloaded or built, and put where mediasoup looks for it. */
export class MediasoupWorker {
  #steps;
  #version;
  #cacheFolder;
  #cachedProgram;
  #installedFolder = inProject('node_modules', 'mediasoup', 'worker', 'out', 'Release');
  #installedProgram = join(this.#installedFolder, programName);

  /** @param {import('./steps.mjs').Steps} steps */
  constructor(steps) {
    this.#steps = steps;
    const manifest = /** @type {{ version: string }} */ (
      JSON.parse(readFileSync(inProject('node_modules', 'mediasoup', 'package.json'), 'utf8'))
    );
    this.#version = manifest.version;
    this.#cacheFolder = workerCacheFolder(manifest.version, hashFiles(inProject('setup'), ['mediasoup-worker']));
    this.#cachedProgram = join(this.#cacheFolder, programName);
  }

  /** Whether the program needs the libraries of the Debian packages it is built with; a downloaded one brings its own. */
  get needsBuildPackages() {
    const folder = this.#isInstalled() ? this.#installedFolder : this.#cacheFolder;
    return readStamp(join(folder, 'zhiqin-origin')) !== 'download';
  }

  /**
   * Tries mediasoup's own download, unless a program is there already.
   *
   * @returns {Promise<string>} what was done
   */
  async download() {
    if (this.#isInstalled() || existsSync(this.#cachedProgram)) return '不需要 · not needed';
    const release = await this.#lock();
    const unfinished = join(this.#cacheFolder, 'downloading');
    try {
      const failure = await downloadWorker(this.#version, unfinished);
      if (failure !== undefined) return `${failure}，将在本机编译 · will be built here`;
      const program = join(unfinished, programName);
      if (!(await workerStarts(program)))
        return '下载的程序在本机不能运行 · the download does not run here; will be built';
      this.#keep(program, 'download');
      return '已下载 · downloaded';
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
      release();
    }
  }

  /**
   * Puts a program that runs where mediasoup looks for it, building it where that is the only way.
   *
   * @returns {Promise<string>} what was done
   */
  async install() {
    if (this.#isInstalled() && (await workerStarts(this.#installedProgram))) return '就绪 · ready';
    let outcome = '取自缓存 · from the cache';
    if (!(await workerStarts(this.#cachedProgram))) {
      const release = await this.#lock();
      try {
        // Another run may have built it while this one waited for the lock.
        if (!(await workerStarts(this.#cachedProgram))) {
          await this.#build();
          outcome = '已编译 · built';
        }
      } finally {
        release();
      }
    }
    this.#copyIntoPlace();
    return outcome;
  }

  async #build() {
    const folder = join(this.#cacheFolder, 'building');
    const program = await buildWorker(this.#steps, folder);
    if (!(await workerStarts(program))) throw new SetupError(`${program} 不能运行 · does not run`);
    this.#keep(program, 'build');
    rmSync(folder, { recursive: true, force: true });
  }

  /**
   * @param {string} program
   * @param {'download' | 'build'} origin
   */
  #keep(program, origin) {
    writeStamp(join(this.#cacheFolder, 'zhiqin-origin'), origin);
    renameSync(program, this.#cachedProgram);
  }

  /** A program that mediasoup's own installer or an older recipe left there has another key, or none. */
  #isInstalled() {
    return readStamp(join(this.#installedFolder, 'zhiqin-key')) === basename(this.#cacheFolder);
  }

  #copyIntoPlace() {
    mkdirSync(this.#installedFolder, { recursive: true });
    const unfinished = `${this.#installedProgram}.${process.pid}`;
    try {
      linkSync(this.#cachedProgram, unfinished);
    } catch {
      // The cache lies on another file system.
      copyFileSync(this.#cachedProgram, unfinished);
    }
    renameSync(unfinished, this.#installedProgram);
    copyFileSync(join(this.#cacheFolder, 'zhiqin-origin'), join(this.#installedFolder, 'zhiqin-origin'));
    writeStamp(join(this.#installedFolder, 'zhiqin-key'), basename(this.#cacheFolder));
  }

  #lock() {
    return acquireLock(`${this.#cacheFolder}.lock`, (holder) => {
      this.#steps.note(`等待另一个准备进程 · waiting for another set-up, process ${holder}`);
    });
  }
}
