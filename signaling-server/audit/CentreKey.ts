import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CentreKeyRecord } from '@protocol';
import { ConfigError } from '../config';
import { derOf, fingerprintOf } from './fingerprintOf';
import { chainPathOf, KeyChain, keyText, readRecords } from './KeyChain';

/** What a signature says of the key that made it, so that one format can carry others later. */
export interface Signature {
  readonly algorithm: string;
  /** SHA-256 of the public key in DER (SubjectPublicKeyInfo), lower-case hex. */
  readonly keyFingerprint: string;
  /** Base64. */
  readonly signature: string;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly fingerprint: string;
}

/**
 * The key with which the centre signs what it has recorded. It never leaves its file and this process. A new one takes
 * its place when it is changed; the old private half is destroyed then, and its public half stays in the chain of keys.
 */
export class CentreKey {
  readonly algorithm: Signature['algorithm'] = 'Ed25519';
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private pair: KeyPair,
    private known: KeyChain,
  ) {}

  /**
   * Reads the key and its chain, or makes them. Throws a ConfigError where the file is no such key, where others than
   * its owner may read it, or where it is not the last of its chain.
   */
  static async create(path: string, clock: () => number = Date.now): Promise<CentreKey> {
    if ((await readKnown(path)) === null) await writePair(path, newPair());
    await finishChange(path);
    const pair = await readPair(path);
    const records = await readRecords(path);
    if (records.length === 0) {
      const made = Math.floor(Math.min(clock(), (await stat(path)).mtimeMs));
      records.push(recordOf(pair, null, made));
      await writeRecords(path, records);
    }
    return new CentreKey(path, pair, chainOf(path, records, pair));
  }

  get fingerprint(): string {
    return this.pair.fingerprint;
  }

  get publicKey(): KeyObject {
    return this.pair.publicKey;
  }

  /** Every key that the centre has had, this one the last. */
  get chain(): KeyChain {
    return this.known;
  }

  sign(text: string): Signature {
    const { privateKey, fingerprint } = this.pair;
    return { algorithm: this.algorithm, keyFingerprint: fingerprint, signature: signatureOf(text, privateKey) };
  }

  /**
   * Makes a new key, signed by this one, and signs with it from now on. Killed at any moment, it has either happened or
   * not: the new key waits beside the old one until its record is in the chain.
   */
  async change(at: number): Promise<CentreKeyRecord> {
    const changed = this.#changing.then(async () => {
      const next = newPair();
      const record = recordOf(next, { pair: this.pair, number: this.known.records.length }, at);
      await writePrivate(nextPathOf(this.path), next);
      await writeRecords(this.path, [...this.known.records, record]);
      await finishChange(this.path);
      this.pair = next;
      this.known = KeyChain.of([...this.known.records, record]);
      return record;
    });
    this.#changing = changed.catch(() => undefined);
    return await changed;
  }
}

function newPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
}

function recordOf(
  { privateKey, publicKey, fingerprint }: KeyPair,
  before: { readonly pair: KeyPair; readonly number: number } | null,
  validFrom: number,
): CentreKeyRecord {
  const record = {
    ...{ number: (before?.number ?? 0) + 1, algorithm: 'Ed25519', fingerprint, validFrom },
    ...{ publicKey: derOf(publicKey).toString('base64'), previousFingerprint: before?.pair.fingerprint ?? null },
  };
  const text = keyText(record);
  return {
    ...record,
    ownSignature: signatureOf(text, privateKey),
    previousSignature: before ? signatureOf(text, before.pair.privateKey) : null,
  };
}

function signatureOf(text: string, privateKey: KeyObject): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64');
}

const nextPathOf = (path: string): string => `${path}.next`;

/** A new key takes the old one's place once its record is in the chain; one whose record is not was never used. */
async function finishChange(path: string): Promise<void> {
  const text = await readFile(nextPathOf(path), 'utf8').catch(() => null);
  if (text === null) return;
  const publicKey = createPublicKey(text);
  const isRecorded = (await readRecords(path)).at(-1)?.fingerprint === fingerprintOf(publicKey);
  if (!isRecorded) return await rm(nextPathOf(path), { force: true });
  await rename(nextPathOf(path), path);
  await writePublic(path, publicKey);
}

async function writePair(path: string, pair: KeyPair): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writePrivate(path, pair);
  await writePublic(path, pair.publicKey);
}

async function writePrivate(path: string, { privateKey }: KeyPair): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, 0o600);
}

async function writePublic(path: string, publicKey: KeyObject): Promise<void> {
  await writeFile(`${path}.public`, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
}

/** As a whole, so that no crash leaves half a line. */
async function writeRecords(path: string, records: readonly CentreKeyRecord[]): Promise<void> {
  const unfinished = `${chainPathOf(path)}.unfinished`;
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await writeFile(unfinished, lines, { mode: 0o644, flush: true });
  await rename(unfinished, chainPathOf(path));
}

async function readPair(path: string): Promise<KeyPair> {
  const text = (await readKnown(path)) ?? '';
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new ConfigError(
      `The centre's key ${path} can be read by others (mode ${(mode & 0o777).toString(8)}); allowed is mode 600.`,
    );
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(text);
  } catch {
    throw new ConfigError(`The centre's key ${path} is no private key; allowed is an Ed25519 key as PEM.`);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new ConfigError(
      `The centre's key ${path} is of type ${privateKey.asymmetricKeyType ?? 'unknown'}; allowed is Ed25519.`,
    );
  }
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
}

function chainOf(path: string, records: readonly CentreKeyRecord[], { fingerprint }: KeyPair): KeyChain {
  const wrong = (why: string): ConfigError =>
    new ConfigError(
      `The centre's key ${path} does not fit its chain ${chainPathOf(path)} (${why}); allowed is the last key of the chain.`,
    );
  let chain: KeyChain;
  try {
    chain = KeyChain.of(records);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  if (chain.records.at(-1)?.fingerprint !== fingerprint) throw wrong('it is another key');
  return chain;
}

/** Null where there is no such file yet. */
async function readKnown(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return null;
    throw new ConfigError(`The centre's key ${path} cannot be read (${code}); allowed is a file of this user.`);
  }
}
