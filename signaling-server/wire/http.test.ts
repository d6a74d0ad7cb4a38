import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError, routes, type RouteName } from '@protocol';
import { ConfigError } from '../config';
import { Connections } from './Connections';
import { HttpServer, type RouteHandler, type RouteHandlers } from './http';
import { Metrics } from './Metrics';

const TOKEN = 'a-token-for-the-scraper';
const listen = { host: '127.0.0.1', port: 0, tls: null };

/** Routes whose answers are of no interest here, but for one. */
const routeHandlers = Object.fromEntries(
  (Object.keys(routes) as RouteName[]).map((name): [RouteName, RouteHandler<RouteName>] => [
    name,
    () => Promise.reject(new Error('the secret of the server')),
  ]),
) as RouteHandlers;

describe('the HTTP server', () => {
  let folder: string;
  let http: HttpServer;
  let healthy = true;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${http.port}${path}`, { headers });

  /** A path as it is written, which `fetch` would tidy up first. */
  const statusOf = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: http.port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });

  const open = (server: HttpServer, metricsToken: string | null): Promise<void> =>
    server.open({
      // Who is signed in may do everything here.
      access: { authorise: async (caller) => expectSession(caller.session) },
      sessions: { byToken: (token) => (token === 'known' ? person : null) },
      refusals: { record: () => undefined },
      metrics: Metrics.create({ connections: new Connections() }),
      log: pino({ level: 'silent' }),
      config: { metricsToken },
      pages: { config: { map: noMap, tls: null }, folder: join(folder, 'pages'), demoAccounts: [] },
      routeHandlers,
      health: () => Promise.resolve({ ok: healthy, version: '1', database: healthy ? 'ok' : 'lost' }),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-http-'));
    await mkdir(join(folder, 'pages', 'assets'), { recursive: true });
    await writeFile(join(folder, 'pages', 'index.html'), '<script nonce="__NONCE__"></script>');
    await writeFile(join(folder, 'pages', 'vehicleWorker.js'), 'worker');
    await writeFile(join(folder, 'pages', 'assets', 'index-1a2b.js'), '0123456789');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    http = await HttpServer.create(listen);
  });
  afterAll(async () => {
    await http.close();
    await rm(folder, { recursive: true });
  });

  it('has its port at once and says that it is starting until the rest is there', async () => {
    const early = await HttpServer.create(listen);
    const answer = await fetch(`http://127.0.0.1:${early.port}/health`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'starting' }]);
    await early.close();
  });

  it('refuses a port that is taken with one sentence that names it', async () => {
    const refusal = HttpServer.create({ ...listen, port: http.port });
    await expect(refusal).rejects.toThrow(ConfigError);
    await expect(refusal).rejects.toThrow(`PORT is ${http.port}, which is taken`);
  });

  describe('once it is open', () => {
    beforeAll(() => open(http, TOKEN));

    it('tells its health, and with 503 where something has failed', async () => {
      const good = await get('/health');
      expect([good.status, await good.json()]).toEqual([200, { status: 'ok', version: '1', database: 'ok' }]);
      expect(good.headers.get('cache-control')).toBe('no-store');
      healthy = false;
      const bad = await get('/health');
      healthy = true;
      expect([bad.status, await bad.json()]).toEqual([503, { status: 'failing', version: '1', database: 'lost' }]);
    });

    it('answers a path that names a dozen recordings', async () => {
      const ids = Array.from({ length: 12 }, () => randomUUID()).join();
      const answer = await get(`/media/pieces/${ids}/every/1795000000000`, { authorization: 'Bearer known' });
      // It came as far as the one who answers it, who has no interest here.
      expect(answer.status).toBe(500);
    });

    it('gives its figures on loopback, and to nobody whom a proxy brings, but with the token', async () => {
      expect(await (await get('/metrics')).text()).toContain('zhiqin_connections 0');
      const proxied = { 'x-forwarded-for': '203.0.113.5' };
      const withToken = (token: string) => get('/metrics', { ...proxied, authorization: `Bearer ${token}` });
      expect((await get('/metrics', proxied)).status).toBe(403);
      expect((await withToken('a-token-for-the-scrapes')).status).toBe(403);
      expect((await withToken('')).status).toBe(403);
      expect((await withToken(TOKEN)).status).toBe(200);
    });

    it('has no figures for others where no token is set', async () => {
      const closed = await HttpServer.create(listen);
      await open(closed, null);
      const headers = { 'x-forwarded-for': '203.0.113.5', authorization: 'Bearer null' };
      expect((await fetch(`http://127.0.0.1:${closed.port}/metrics`, { headers })).status).toBe(403);
      await closed.close();
    });

    it('answers what it does not know with not-found, and every answer carries the security headers', async () => {
      for (const path of ['/nothing', '/media/segments', '/assets/gone.js', '/index.html']) {
        const answer = await get(path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(await answer.json()).toMatchObject({ code: 'not-found' });
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('x-frame-options')).toBe('DENY');
      }
    });

    it('gives no file from outside of the pages', async () => {
      for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/%00']) {
        expect([path, await statusOf(path)]).toEqual([path, expect.toSatisfy((status: number) => status >= 400)]);
      }
    });

    it('serves a page with a nonce of its own each time, in its text and in its policy', async () => {
      const nonces = await Promise.all(
        ['/', '/'].map(async (path) => {
          const page = await get(path);
          const nonce = /nonce="([\w-]+)"/.exec(await page.text())?.[1] ?? 'none';
          expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
          return nonce;
        }),
      );
      expect(nonces[0]).not.toBe(nonces[1]);
    });

    it('lets files that are named by their content be kept for ever, and the tablet’s worker not at all', async () => {
      const file = await get('/assets/index-1a2b.js');
      expect(file.headers.get('cache-control')).toContain('immutable');
      const worker = await get('/vehicleWorker.js');
      expect(worker.headers.get('cache-control')).toBe('no-cache');
      expect(worker.headers.get('content-security-policy')).toBe("default-src 'none'; connect-src 'self'");
    });

    it('serves a part of a file', async () => {
      const part = await get('/assets/index-1a2b.js', { range: 'bytes=2-4' });
      expect([part.status, await part.text()]).toEqual([206, '234']);
    });

    it('asks for a session on every route of the contract', async () => {
      const path = '/media/segments/any';
      for (const headers of [{}, { authorization: 'Bearer unknown' }, { authorization: 'known' }]) {
        const answer = await get(path, headers);
        expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'unauthenticated' }]);
      }
    });

    it('says nothing of what failed inside', async () => {
      const answer = await get('/media/segments/any', { authorization: 'Bearer known' });
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toContain('secret');
    });

    it('says that the pages are not built where they are not', async () => {
      const answer = await get('/review');
      expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    });
  });
});

const noMap = { styleUrl: null, tilesUrl: null, tilesAreGcj02: false };

const person = {
  ...{ id: 'session', accountId: 'li', name: '李', vehicleId: null, deviceId: null },
  ...{ grants: [], expiresAt: Number.MAX_SAFE_INTEGER },
};

function expectSession(session: unknown): void {
  if (session === null) throw new RequestError('unauthenticated', 'sign in first');
}
