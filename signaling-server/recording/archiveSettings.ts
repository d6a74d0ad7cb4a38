import { readFileSync, statSync } from 'node:fs';

/** Storage that speaks S3, in which closed segments are kept. */
export interface ArchiveSettings {
  /** With the bucket and, where there is one, a prefix, as in `https://store.example/recordings`; no slash at its end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What is wrong with the settings, as the rest of a sentence that begins with the variable. */
export class ArchiveSettingsError extends Error {}

const READABLE_BY_OTHERS = 0o077;

/**
 * Null where no archive is set. The keys are in two variables, or in a file of two lines that nobody else can read;
 * they are never repeated. Throws an ArchiveSettingsError.
 */
export function archiveSettings(environment: NodeJS.ProcessEnv): ArchiveSettings | null {
  const address = environment['RECORDING_S3_URL'];
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!url || !isSafe || url.username !== '' || url.search !== '' || url.pathname.replaceAll('/', '') === '') {
    throw new ArchiveSettingsError(
      'RECORDING_S3_URL is unusable; allowed is https://HOST/BUCKET, or http:// on a loopback address.',
    );
  }
  const [accessKeyId = '', secretAccessKey = ''] = keysIn(environment);
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new ArchiveSettingsError(
      'RECORDING_S3_KEY_FILE is not set; allowed is a file of two lines, the access key and its secret, or RECORDING_S3_ACCESS_KEY and RECORDING_S3_SECRET_KEY.',
    );
  }
  const region = environment['RECORDING_S3_REGION'] || 'us-east-1';
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, region, accessKeyId, secretAccessKey };
}

function keysIn(environment: NodeJS.ProcessEnv): readonly string[] {
  const file = environment['RECORDING_S3_KEY_FILE'];
  if (!file) return [environment['RECORDING_S3_ACCESS_KEY'] ?? '', environment['RECORDING_S3_SECRET_KEY'] ?? ''];
  try {
    if ((statSync(file).mode & READABLE_BY_OTHERS) !== 0)
      throw new ArchiveSettingsError(`RECORDING_S3_KEY_FILE is "${file}", which others can read; allowed is mode 600.`);
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim());
  } catch (error) {
    if (error instanceof ArchiveSettingsError) throw error;
    throw new ArchiveSettingsError(`RECORDING_S3_KEY_FILE is "${file}", which cannot be read.`);
  }
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
