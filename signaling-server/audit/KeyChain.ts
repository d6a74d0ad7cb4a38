import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { centreKeyRecord, type CentreKeyRecord } from '@protocol';
import { fingerprintOf } from './fingerprintOf';

/** What was begun under one key may be signed with the next. */
const CHANGE_TAKES_MS = 60_000;

interface KnownKey {
  readonly key: KeyObject;
  readonly from: number;
  readonly until: number;
}

/** What both signatures of a key's record are over. */
export function keyText(record: Omit<CentreKeyRecord, 'ownSignature' | 'previousSignature'>): string {
  const { number, algorithm, fingerprint, publicKey, validFrom, previousFingerprint } = record;
  return JSON.stringify(['zhiqin-key', number, algorithm, fingerprint, publicKey, validFrom, previousFingerprint]);
}

/** Where the records of a centre's keys stand: beside the key, public, one line of JSON for each. */
export function chainPathOf(keyFile: string): string {
  return `${keyFile}.chain`;
}

/** Every key that the centre has had, each signed by the one before and by itself, so that old signatures stay good. */
export class KeyChain {
  private constructor(
    readonly records: readonly CentreKeyRecord[],
    private readonly keys: ReadonlyMap<string, KnownKey>,
  ) {}

  /** Throws where a record is not signed as it must be. */
  static of(records: readonly CentreKeyRecord[]): KeyChain {
    const keys = new Map<string, KnownKey>();
    records.forEach((record, index) => {
      const before = records[index - 1];
      const key = keyOf(record);
      const known = before && keys.get(before.fingerprint);
      const text = keyText(record);
      const isLinked =
        record.number === index + 1 &&
        record.previousFingerprint === (before?.fingerprint ?? null) &&
        isSignedBy(key, text, record.ownSignature) &&
        (known === undefined || isSignedBy(known.key, text, record.previousSignature ?? ''));
      if (!isLinked) throw new Error(`the record of key ${record.number} is not signed by the key before it`);
      if (before && known) keys.set(before.fingerprint, { ...known, until: record.validFrom });
      keys.set(record.fingerprint, { key, from: before ? record.validFrom : -Infinity, until: Infinity });
    });
    return new KeyChain(records, keys);
  }

  /** Of a key file, for whoever has no business with the private key; of one that has no chain yet, its public key. */
  static async read(keyFile: string): Promise<KeyChain> {
    const records = await readRecords(keyFile);
    if (records.length > 0) return KeyChain.of(records);
    const key = createPublicKey(await readFile(`${keyFile}.public`));
    return new KeyChain([], new Map([[fingerprintOf(key), { key, from: -Infinity, until: Infinity }]]));
  }

  /** Every fingerprint, the oldest first. */
  get fingerprints(): readonly string[] {
    return [...this.keys.keys()];
  }

  /** True where a key of the centre signed the text, at a time at which it was the centre's. */
  isSigned(
    text: string,
    by: { readonly keyFingerprint: string; readonly signature: string; readonly signedAt: number },
  ) {
    const known = this.keys.get(by.keyFingerprint);
    if (!known || by.signedAt < known.from - CHANGE_TAKES_MS || by.signedAt > known.until + CHANGE_TAKES_MS)
      return false;
    return isSignedBy(known.key, text, by.signature);
  }
}

/** The records that stand beside a key file, the oldest first. */
export async function readRecords(keyFile: string): Promise<CentreKeyRecord[]> {
  const text = await readFile(chainPathOf(keyFile), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => centreKeyRecord.parse(JSON.parse(line)));
}

/** True where the text was signed with the private half of the key. */
function isSignedBy(publicKey: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}

function keyOf({ number, algorithm, fingerprint, publicKey }: CentreKeyRecord): KeyObject {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  if (algorithm !== 'Ed25519' || fingerprintOf(key) !== fingerprint) {
    throw new Error(`the record of key ${number} names another key than it holds`);
  }
  return key;
}
