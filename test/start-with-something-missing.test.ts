import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '@protocol';
import { freePorts } from './fixtures/freePorts';
import { ConfigError } from '../signaling-server/config';
import { hasWorker } from '../signaling-server/media/mediaForTests';
import { emptyDataFolder } from '../signaling-server/persistence/emptyDataFolder';
import { FolderLock } from '../signaling-server/persistence/FolderLock';

type Settings = Readonly<Record<string, string>>;

/** Node and tsx start the whole program, beside whatever else the machine is doing. */
const PATIENCE_MS = 120_000;
const mainFile = fileURLToPath(new URL('../signaling-server/main.ts', import.meta.url));

describe('the server process', { timeout: PATIENCE_MS }, () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let port = 0;
  const processes: ChildProcess[] = [];
  /** What was opened against the server, to be let go of after each test. */
  const closers: (() => unknown)[] = [];

  beforeEach(async () => {
    folder = await emptyDataFolder();
    port = await freePorts(2);
  });
  afterEach(async () => {
    for (const server of processes.splice(0)) {
      if (server.exitCode !== null || server.signalCode !== null) continue;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
    for (const close of closers.splice(0)) await close();
    await folder.remove();
  });

  const start = (environment: Settings): ChildProcess => {
    const { DATABASE_URL: _, ...inherited } = process.env;
    const server = spawn(process.execPath, ['--import', 'tsx', mainFile], {
      env: {
        ...inherited,
        ...{ DATA_DIR: folder.path, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'silent', DEMO: '0' },
        ...{ MEDIA_PORT: String(port + 1), MEDIA_WORKERS: '1', PROBE_SECONDS: '0' },
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    processes.push(server);
    return server;
  };

  /** What a start with these settings says on standard error, and how it ends. */
  const refusal = async (environment: Settings): Promise<{ text: string; exitCode: unknown }> => {
    const server = start(environment);
    let text = '';
    server.stderr?.on('data', (part: Buffer) => (text += part.toString()));
    const [exitCode] = (await once(server, 'close')) as unknown[];
    return { text, exitCode };
  };

  const takePort = async (): Promise<Settings> => {
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    closers.push(() => holder.close());
    return {};
  };
  const takeMediaPort = async (): Promise<Settings> => {
    const holder = createSocket('udp4');
    holder.bind(port + 1, '127.0.0.1');
    await once(holder, 'listening');
    closers.push(() => holder.close());
    return {};
  };
  const takeFolder = async (): Promise<Settings> => {
    const lock = await FolderLock.create(folder.path);
    closers.push(() => lock?.close());
    return {};
  };
  /** A path under a file, where not even the administrator can make a folder. */
  const underAFile = async (): Promise<string> => {
    await writeFile(join(folder.path, 'file'), '');
    return join(folder.path, 'file', 'folder');
  };

  const cases: readonly [what: string, named: string, prepare: () => Promise<Settings>, runs?: boolean][] = [
    ['a bad value', 'PORT is "eighty"; allowed is ', async () => ({ PORT: 'eighty' })],
    ['a taken port', 'PORT is ', takePort],
    ['a folder that cannot be written', 'DATA_DIR is "', async () => ({ DATA_DIR: await underAFile() })],
    ['a folder that another server has open', 'DATA_DIR is "', takeFolder],
    [
      'a missing media worker',
      'MEDIASOUP_WORKER_BIN is "/no/worker"',
      async () => ({ MEDIASOUP_WORKER_BIN: '/no/worker' }),
    ],
    ['a taken media port', 'MEDIA_PORT is ', takeMediaPort, hasWorker],
    [
      'a database that cannot be reached',
      'DATABASE_URL names ',
      async () => ({ DATABASE_URL: 'postgres://x:hidden@127.0.0.1:1/x' }),
    ],
    [
      'a certificate that is not there',
      'TLS_CERT is "/no/cert"',
      async () => ({ TLS_CERT: '/no/cert', TLS_KEY: '/no/key' }),
    ],
    ['a seed file that is not there', 'SEED_FILE is "/no/seed"', async () => ({ SEED_FILE: '/no/seed' })],
    [
      'a folder of heads that cannot be written',
      'AUDIT_HEADS_DIR is "',
      async () => ({ AUDIT_HEADS_DIR: await underAFile() }),
    ],
  ];

  it.each(cases.filter(([, , , runs = true]) => runs))(
    'does not start with %s, and says so in one sentence',
    async (_, named, prepare) => {
      const { text, exitCode } = await refusal(await prepare());
      expect(text.trim().split('\n')).toEqual([expect.stringContaining('allowed')]);
      expect(text.startsWith(named)).toBe(true);
      expect(text).not.toContain('hidden');
      // The supervisor and systemd do not start it again.
      expect(exitCode).toBe(ConfigError.exitCode);
    },
  );

  it.runIf(hasWorker)('ends in good order when it is told to, while a line is open', async () => {
    const server = start({});
    const isHealthy = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isHealthy()) && server.exitCode === null) await delay(50);
    const socket = io(`http://127.0.0.1:${port}`, {
      auth: { version: PROTOCOL_VERSION },
      transports: ['websocket'],
      reconnection: false,
    });
    closers.push(() => socket.disconnect());
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const cut = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await cut).toBe('transport close');
    expect(await ended).toEqual([0, null]);
    // The folder is another server's to take at once.
    const lock = await FolderLock.create(folder.path);
    expect(lock).not.toBeNull();
    await lock?.close();
  });
});
