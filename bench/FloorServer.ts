import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childRunning } from '../test/fixtures/childRunning';
import { crash } from '../test/fixtures/crash';
import { freePorts } from '../test/fixtures/freePorts';

const projectFolder = fileURLToPath(new URL('../', import.meta.url));
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;

/** The real server and recorder over a data folder that was prepared; without the demo. */
export class FloorServer {
  private constructor(
    readonly address: string,
    private readonly dataFolder: string,
    private readonly supervisor: ChildProcess,
  ) {}

  static async create(dataFolder: string): Promise<FloorServer> {
    const port = await freePorts(1 + availableParallelism());
    const { DEMO: _, ...environment } = process.env;
    const supervisor = spawn(process.execPath, ['test/fixtures/supervise.mjs', '0'], {
      cwd: projectFolder,
      env: {
        ...environment,
        ...{ DATA_DIR: dataFolder, HOST: '127.0.0.1', PORT: String(port), MEDIA_PORT: String(port + 1) },
      },
      stdio: ['ignore', 'ignore', process.env['BENCH_VERBOSE'] ? 'inherit' : 'ignore'],
    });
    const server = new FloorServer(`http://127.0.0.1:${port}`, dataFolder, supervisor);
    const until = Date.now() + READY_TIMEOUT_MS;
    while (!(await server.#isHealthy())) {
      if (supervisor.exitCode !== null || Date.now() > until) {
        await server.close();
        throw new Error('The server did not start.');
      }
      await delay(100);
    }
    return server;
  }

  /** The server's own process; another one after it was killed. */
  get processId(): number {
    return childRunning(this.supervisor.pid, 'dist/programs/server.mjs');
  }

  /** One figure of `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.address}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  }

  /** As a crash would, with SIGKILL; another one is started. */
  kill(): void {
    crash(this.processId);
  }

  /** Waits until it answers again. */
  async back(): Promise<void> {
    while (!(await this.#isHealthy())) await delay(20);
  }

  async close(): Promise<void> {
    if (this.supervisor.exitCode === null) {
      const ended = once(this.supervisor, 'exit');
      this.supervisor.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_TIMEOUT_MS).then(() => this.supervisor.kill('SIGKILL'))]);
    }
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  async #isHealthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.address}/health`)).ok;
    } catch {
      return false;
    }
  }
}
