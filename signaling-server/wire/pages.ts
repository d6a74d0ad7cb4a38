import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';
import { contentSecurityPolicy } from './contentSecurityPolicy';

const pages: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/vehicle': 'vehicle.html',
  '/review': 'review.html',
};
/** Vite names these by their content, so that they never change under a name. */
const NAMED_BY_CONTENT = /[\\/]assets[\\/]/;
/** The tablet's service worker, which brings its page and its files and does nothing else. */
const SERVICE_WORKER = /[\\/]vehicleWorker\.js$/;
const SERVICE_WORKER_POLICY = "default-src 'none'; connect-src 'self'";

/** An account that the sign-in page of a demo offers. */
export interface DemoAccount {
  readonly name: string;
  readonly login: string;
  readonly secret: string;
  readonly page: string;
}

export interface PagesOptions {
  config: Pick<Config, 'map' | 'tls'>;
  /** Where the built pages are. */
  folder: string;
  demoAccounts: readonly DemoAccount[];
}

/** The three pages with their policy, their files, and what they must know before anyone has signed in. */
export async function servePages(
  fastify: FastifyInstance,
  { config, folder, demoAccounts }: PagesOptions,
): Promise<void> {
  for (const [path, file] of Object.entries(pages)) {
    fastify.get(path, async (request, reply) => {
      let page: string;
      try {
        page = await readFile(join(folder, file), 'utf8');
      } catch {
        return await reply
          .code(503)
          .type('text/plain; charset=utf-8')
          .send('The pages are not built: run npm run build.\n');
      }
      const nonce = randomBytes(16).toString('base64url');
      return await reply
        .header('content-security-policy', contentSecurityPolicy(nonce, request.headers.host, config))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(page.replaceAll('__NONCE__', nonce));
    });
  }
  fastify.get('/config.json', async (_, reply) => {
    const { styleUrl, tilesUrl, tilesAreGcj02 } = config.map;
    return await reply
      .header('cache-control', 'no-store')
      .send({ demoAccounts, map: { styleUrl, tilesUrl, gcj02: tilesAreGcj02 } });
  });
  await fastify.register(fastifyStatic, {
    root: folder,
    index: false,
    cacheControl: false,
    allowedPath: (path) => !path.endsWith('.html'),
    setHeaders: (response, path) => {
      response.header(
        'cache-control',
        NAMED_BY_CONTENT.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      if (SERVICE_WORKER.test(path)) response.header('content-security-policy', SERVICE_WORKER_POLICY);
    },
  });
}
