/** What a shelf needs of the browser's Cache, so that tests can hand in their own. */
export type Store = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** A page that the network has not brought by then is taken from the shelf. */
const PAGE_LIMIT_MS = 4_000;

export interface OfflineShelfOptions {
  store: Store;
  fetch: (address: string, options: RequestInit) => Promise<Response>;
  /** The page's path. */
  page: string;
  /** Every file that the page of this build is made of; each is named by its content. */
  files: readonly string[];
}

/**
 * The tablet's page and its files, kept so that it opens while the network or the server is gone. The server is always
 * asked first for the page, so that an old one is seen only where there is no other.
 */
export class OfflineShelf {
  constructor(private readonly options: OfflineShelfOptions) {}

  /** Brings this build in: its files first, so that a page which stands on the shelf is always whole. Throws where it cannot. */
  async fill(): Promise<void> {
    const { store, page, files } = this.options;
    await Promise.all(
      files.map(async (file) => {
        if ((await store.match(file)) === undefined) await store.put(file, await this.#bring(file));
      }),
    );
    const brought = await this.#bring(page);
    const named = (await brought.clone().text()).match(/\/assets\/[\w.-]+/g) ?? [];
    const foreign = named.find((file) => !files.includes(file));
    if (foreign !== undefined) throw new Error(`the server has moved on: its page names ${foreign}`);
    await store.put(page, brought);
  }

  /** Throws away what belongs to another build. */
  async tidy(): Promise<void> {
    const { store, page, files } = this.options;
    const kept = new Set([page, ...files]);
    for (const { url } of await store.keys()) {
      const { pathname } = new URL(url);
      if (!kept.has(pathname)) await store.delete(url);
    }
  }

  /** The page: the server's, or where that does not come, is starting or has failed, the one on the shelf. */
  async openPage(): Promise<Response> {
    const { store, page, fetch } = this.options;
    let answer: Response | null = null;
    let failure: unknown = null;
    try {
      answer = await fetch(page, { signal: AbortSignal.timeout(PAGE_LIMIT_MS) });
      if (answer.status < 500) return answer;
    } catch (error) {
      failure = error;
    }
    const kept = await store.match(page);
    if (kept !== undefined) return withFreshNonce(kept);
    if (answer !== null) return answer;
    throw failure;
  }

  /** A file of a page, by its content: the one on the shelf is the one that is meant. */
  async openFile(file: string): Promise<Response> {
    return (await this.options.store.match(file)) ?? (await this.options.fetch(file, {}));
  }

  async #bring(address: string): Promise<Response> {
    const answer = await this.options.fetch(address, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}`);
    return answer;
  }
}

/** A nonce is good for one opening, so a page that is opened again gets another one, in its policy and in its text. */
async function withFreshNonce(kept: Response): Promise<Response> {
  const headers = new Headers(kept.headers);
  const policy = headers.get('content-security-policy') ?? '';
  const text = await kept.text();
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  if (nonce === undefined) return new Response(text, { headers });
  const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  headers.set('content-security-policy', policy.replaceAll(nonce, fresh));
  return new Response(text.replaceAll(nonce, fresh), { headers });
}
