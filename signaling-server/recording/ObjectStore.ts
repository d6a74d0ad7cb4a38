import { AwsClient } from 'aws4fetch';
import type { ArchiveSettings } from './archiveSettings';

/** A segment of ten seconds takes a moment; one of ten minutes is 150 MB. */
const ANSWER_LIMIT_MS = 120_000;

/** The storage answered that it did not do what it was asked. */
class ObjectStoreError extends Error {}

/** Objects in storage that speaks S3 (Signature Version 4), by paths such as those of the index. */
export class ObjectStore {
  private readonly client: AwsClient;

  constructor(private readonly settings: ArchiveSettings) {
    const { accessKeyId, secretAccessKey, region } = settings;
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  }

  /** Where it is, without its keys. */
  get url(): string {
    return this.settings.url;
  }

  /** `sha256` of the body in hex is signed with it, so that the storage refuses a body that came to it otherwise. */
  async put(path: string, body: Buffer, sha256: string, signal?: AbortSignal): Promise<void> {
    const response = await this.ask(path, {
      ...{ method: 'PUT', body: new Uint8Array(body), signal: signal ?? null },
      headers: { 'x-amz-content-sha256': sha256, 'content-type': 'application/octet-stream' },
    });
    await expectOk(response, 'PUT');
    await response.body?.cancel();
  }

  /** The whole object, or the bytes of a range, both ends included; null where there is none. Its body must be used. */
  async get(path: string, range: { first: number; last: number } | null = null): Promise<Response | null> {
    const headers = range ? { range: `bytes=${range.first}-${range.last}` } : {};
    const response = await this.ask(path, { method: 'GET', headers });
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    await expectOk(response, 'GET');
    return response;
  }

  /** Doing it twice changes nothing. */
  async remove(path: string): Promise<void> {
    const response = await this.ask(path, { method: 'DELETE' });
    if (response.status !== 404) await expectOk(response, 'DELETE');
    await response.body?.cancel();
  }

  private async ask(path: string, { signal, ...init }: RequestInit): Promise<Response> {
    const url = `${this.settings.url}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const request = await this.client.sign(url, init);
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    return await fetch(request, { signal: signal ? AbortSignal.any([signal, limit]) : limit, redirect: 'error' });
  }
}

async function expectOk(response: Response, method: string): Promise<void> {
  if (response.ok) return;
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? '';
  throw new ObjectStoreError(`${method} was answered ${response.status} ${code}`.trim());
}
