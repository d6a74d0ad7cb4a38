import { describe, expect, it } from 'vitest';
import { OfflineShelf, type Store } from './OfflineShelf';

const ORIGIN = 'https://zhiqin.test';
const OLD = '/assets/vehicle-old.js';
const NEW = '/assets/vehicle-new.js';

/** The browser's cache as far as a shelf uses it: a body can be read once per match. */
class MemoryStore implements Store {
  readonly kept = new Map<string, Response>();
  match = (key: RequestInfo | URL): Promise<Response | undefined> =>
    Promise.resolve(this.kept.get(addressOf(key))?.clone());
  put = (key: RequestInfo | URL, response: Response): Promise<void> => {
    this.kept.set(addressOf(key), response);
    return Promise.resolve();
  };
  delete = (key: RequestInfo | URL): Promise<boolean> => Promise.resolve(this.kept.delete(addressOf(key)));
  keys = (): Promise<Request[]> => Promise.resolve([...this.kept.keys()].map((url) => new Request(url)));
  get paths(): string[] {
    return [...this.kept.keys()].map((url) => new URL(url).pathname).sort();
  }
}

const addressOf = (key: RequestInfo | URL): string =>
  new URL(key instanceof Request ? key.url : key.toString(), ORIGIN).href;

/** A server that serves one build, or does not answer, or answers that it is starting. */
class Server {
  state: 'up' | 'down' | 'starting' = 'up';
  asked: string[] = [];
  constructor(public file: string) {}

  fetch = (address: string): Promise<Response> => {
    this.asked.push(address);
    if (this.state === 'down') return Promise.reject(new TypeError('Failed to fetch'));
    if (this.state === 'starting') return Promise.resolve(new Response('{"status":"starting"}', { status: 503 }));
    if (address !== '/vehicle') return Promise.resolve(new Response(`the text of ${address}`));
    const nonce = `nonce${this.asked.length}`;
    const headers = { 'content-security-policy': `script-src 'self' 'nonce-${nonce}'` };
    return Promise.resolve(new Response(`<script nonce="${nonce}" src="${this.file}"></script>`, { headers }));
  };
}

const shelfOf = (store: Store, server: Server, files = [server.file]): OfflineShelf =>
  new OfflineShelf({ store, fetch: server.fetch, page: '/vehicle', files });

describe('a page kept for a start without a network', () => {
  it('is the server’s as long as the server answers', async () => {
    const server = new Server(OLD);
    const shelf = shelfOf(new MemoryStore(), server);
    await shelf.fill();
    server.file = NEW;
    expect(await (await shelf.openPage()).text()).toContain(NEW);
  });

  it.each(['down', 'starting'] as const)('is the one on the shelf while the server is %s', async (state) => {
    const server = new Server(OLD);
    const shelf = shelfOf(new MemoryStore(), server);
    await shelf.fill();
    server.state = state;
    const page = await shelf.openPage();
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(OLD);
    expect(await (await shelf.openFile(OLD)).text()).toBe(`the text of ${OLD}`);
  });

  it('is opened each time with a nonce of its own, in its policy and in its text', async () => {
    const server = new Server(OLD);
    const shelf = shelfOf(new MemoryStore(), server);
    await shelf.fill();
    server.state = 'down';
    const nonces: string[] = [];
    for (let opening = 0; opening < 3; opening += 1) {
      const page = await shelf.openPage();
      const nonce = /nonce="([^"]+)"/.exec(await page.text())?.[1] ?? '';
      expect(page.headers.get('content-security-policy')).toBe(`script-src 'self' 'nonce-${nonce}'`);
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(3);
    expect(nonces.join()).not.toContain('nonce2');
  });

  it('is refused where the server has gone over to another build meanwhile, and what was there stays', async () => {
    const store = new MemoryStore();
    const server = new Server(OLD);
    await shelfOf(store, server).fill();
    server.file = NEW;
    await expect(shelfOf(store, server, [OLD, '/assets/other.js']).fill()).rejects.toThrow(NEW);
    server.state = 'down';
    expect(await (await shelfOf(store, server).openPage()).text()).toContain(OLD);
  });

  it('does not stand on the shelf without its files', async () => {
    const store = new MemoryStore();
    const server = new Server(OLD);
    server.state = 'starting';
    await expect(shelfOf(store, server).fill()).rejects.toThrow('503');
    expect(store.paths).toEqual([]);
  });

  it('gives way to the next build, whose files alone are brought anew', async () => {
    const store = new MemoryStore();
    const server = new Server(OLD);
    const shared = '/assets/frame.js';
    await shelfOf(store, server, [OLD, shared]).fill();
    server.file = NEW;
    server.asked = [];
    const next = shelfOf(store, server, [NEW, shared]);
    await next.fill();
    expect(server.asked).toEqual([NEW, '/vehicle']);
    expect(store.paths).toContain(OLD);
    await next.tidy();
    expect(store.paths).toEqual([shared, NEW, '/vehicle'].sort());
  });

  it('that was never brought in fails as it would without a shelf', async () => {
    const server = new Server(OLD);
    server.state = 'down';
    await expect(shelfOf(new MemoryStore(), server).openPage()).rejects.toThrow('Failed to fetch');
  });
});
