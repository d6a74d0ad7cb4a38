import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../config';

/** What a signature says of the key that made it, so that one format can carry others later. */
export interface Signature {
  readonly algorithm: string;
  /** SHA-256 of the public key in DER (SubjectPublicKeyInfo), lower-case hex. */
  readonly keyFingerprint: string;
  /** Base64. */
  readonly signature: string;
}

/** The key with which the centre signs what it has recorded. It never leaves its file and this process. */
export class CentreKey {
  readonly algorithm = 'Ed25519';
  readonly fingerprint: string;
  readonly publicKey: KeyObject;

  private constructor(private readonly privateKey: KeyObject) {
    this.publicKey = createPublicKey(privateKey);
    this.fingerprint = fingerprintOf(this.publicKey);
  }

  /** Reads the key, or makes it. Throws a ConfigError where the file is no such key or others than its owner may read it. */
  static async create(path: string): Promise<CentreKey> {
    const known = await readKnown(path);
    if (known === null) return await CentreKey.#make(path);
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw new ConfigError(
        `The centre's key ${path} can be read by others (mode ${(mode & 0o777).toString(8)}); allowed is mode 600.`,
      );
    }
    let key: KeyObject;
    try {
      key = createPrivateKey(known);
    } catch {
      throw new ConfigError(`The centre's key ${path} is no private key; allowed is an Ed25519 key as PEM.`);
    }
    if (key.asymmetricKeyType !== 'ed25519') {
      throw new ConfigError(
        `The centre's key ${path} is of type ${key.asymmetricKeyType ?? 'unknown'}; allowed is Ed25519.`,
      );
    }
    return new CentreKey(key);
  }

  static async #make(path: string): Promise<CentreKey> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    await chmod(path, 0o600);
    await writeFile(`${path}.public`, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
    return new CentreKey(privateKey);
  }

  sign(text: string): Signature {
    const signature = sign(null, Buffer.from(text), this.privateKey).toString('base64');
    return { algorithm: this.algorithm, keyFingerprint: this.fingerprint, signature };
  }
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

/** True where the text was signed with the private half of the key. */
export function isSignedBy(publicKey: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}

export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
