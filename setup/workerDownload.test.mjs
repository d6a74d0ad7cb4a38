import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadWorker } from './workerDownload.mjs';

/** @type {string} */
let folder;
/** @type {import('node:http').Server} */
let server;
/** @type {import('node:http').RequestListener} */
let answer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-download-'));
  server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', `http://127.0.0.1:${address.port}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

describe('the download of the media worker', () => {
  it('unpacks what it gets, from the address that mediasoup itself would ask', async () => {
    const program = join(folder, 'mediasoup-worker');
    writeFileSync(program, 'a program');
    const archive = join(folder, 'archive.tgz');
    spawnSync('tar', ['-czf', archive, '-C', folder, 'mediasoup-worker']);
    /** @type {string[]} */
    const asked = [];
    answer = (request, response) => {
      asked.push(request.url ?? '');
      response.end(readFileSync(archive));
    };
    expect(await downloadWorker('3.27.1', join(folder, 'result'))).toBeUndefined();
    expect(readFileSync(join(folder, 'result', 'mediasoup-worker'), 'utf8')).toBe('a program');
    expect(asked[0]).toMatch(/^\/3\.27\.1\/mediasoup-worker-3\.27\.1-\w+-\w+(-kernel\d+)?\.tgz$/);
  });

  it('says why it failed when it is refused, cut short or broken', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    expect(await downloadWorker('3.27.1', join(folder, 'refused'))).toContain('404');
    answer = (_request, response) =>
      response.writeHead(200, { 'content-length': '1000' }).write('x', () => response.destroy());
    expect(await downloadWorker('3.27.1', join(folder, 'short'))).toBeDefined();
    answer = (_request, response) => response.end('this is no archive');
    expect(await downloadWorker('3.27.1', join(folder, 'broken'))).toBeDefined();
  });

  it('gives up a server that never answers within ten seconds', async () => {
    answer = () => undefined;
    const startedAt = performance.now();
    expect(await downloadWorker('3.27.1', join(folder, 'hanging'))).toBeDefined();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
