import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** For tests: a PostgreSQL of the machine, in a folder of its own, reached by a unix socket only. */
export class ThrowawayPostgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
  ) {}

  /** Null where the machine has no PostgreSQL. */
  static async create(): Promise<ThrowawayPostgres | null> {
    const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
    const newest = versions.sort((one, other) => Number(other) - Number(one))[0];
    if (newest === undefined) return null;
    const folder = await mkdtemp(join(tmpdir(), 'zhiqin-postgres-'));
    const postgres = new ThrowawayPostgres(join(DEBIAN_FOLDER, newest, 'bin'), folder);
    if (isRoot()) await postgres.#giveToPostgres();
    await chmod(folder, 0o755);
    await postgres.#program('initdb', [
      '-D',
      join(folder, 'data'),
      '-U',
      'zhiqin',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
    ]);
    const options = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off`;
    await postgres.#program('pg_ctl', [
      '-D',
      join(folder, 'data'),
      '-l',
      join(folder, 'log'),
      '-o',
      options,
      '-w',
      'start',
    ]);
    return postgres;
  }

  /** A database that nobody has used yet. */
  async emptyDatabase(name: string): Promise<string> {
    await this.#program('createdb', ['-h', this.folder, '-U', 'zhiqin', name]);
    return `postgres://zhiqin@localhost/${name}?host=${encodeURIComponent(this.folder)}`;
  }

  async close(): Promise<void> {
    await this.#program('pg_ctl', ['-D', join(this.folder, 'data'), '-m', 'immediate', '-w', 'stop']);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** PostgreSQL refuses to run as root. */
  async #giveToPostgres(): Promise<void> {
    const { stdout } = await run('id', ['-u', 'postgres']);
    await chown(this.folder, Number(stdout), (await stat(this.folder)).gid);
  }

  async #program(name: string, programArguments: readonly string[]): Promise<void> {
    const path = join(this.programs, name);
    // Output is dropped, since a started server would hold the pipe open for ever.
    const shell = isRoot() ? ['runuser', '-u', 'postgres', '--', path] : [path];
    const [program = path, ...before] = shell;
    await run('sh', ['-c', 'exec "$@" > /dev/null 2>&1', 'sh', program, ...before, ...programArguments], {
      cwd: this.folder,
    });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
