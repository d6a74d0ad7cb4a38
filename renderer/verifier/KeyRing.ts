import type { Findings } from './Findings';
import { signatureCheck } from './hashes';
import type { KeyRecord } from './packageFormat';

type Check = NonNullable<ReturnType<typeof signatureCheck>>;

interface RingKey {
  readonly check: Check;
  readonly from: number;
  readonly until: number;
}

/** What was begun under one key may be signed with the next. */
const CHANGE_TAKES_MS = 60_000;

/**
 * The keys that a package names: each but the first is signed by the one before it, and by itself, so that whoever knows
 * one of them knows all. Of a chain that is broken the keys from the last break on are taken, and the break is told.
 */
export class KeyRing {
  private constructor(
    private readonly keys: ReadonlyMap<string, RingKey>,
    /** The newest first. */
    readonly fingerprints: readonly string[],
  ) {}

  static create(records: readonly KeyRecord[], findings: Findings): KeyRing {
    let keys = new Map<string, RingKey>();
    let before: KeyRecord | null = null;
    for (const record of records) {
      const check = signatureCheck(record.algorithm, record.publicKey);
      if (!check || check.fingerprint !== record.fingerprint || !check.isSigned(keyText(record), record.ownSignature)) {
        findings.add('key-chain-broken', `key ${record.number}`);
        continue;
      }
      const known = before && keys.get(before.fingerprint);
      if (before && known && isHandedOver(record, before, known.check)) {
        keys.set(before.fingerprint, { ...known, until: record.validFrom });
      } else if (records[0] !== record || record.previousFingerprint !== null) {
        findings.add('key-chain-broken', `key ${record.number}`);
        keys = new Map();
      }
      const isFirst = keys.size === 0;
      keys.set(record.fingerprint, { check, from: isFirst ? -Infinity : record.validFrom, until: Infinity });
      before = record;
    }
    return new KeyRing(keys, [...keys.keys()].reverse());
  }

  knows(fingerprint: string): boolean {
    return this.keys.has(fingerprint);
  }

  /** Says of a signature whether one of the keys made it while it was the centre's. */
  judge(
    text: string,
    by: { readonly keyFingerprint: string; readonly signature: string; readonly signedAt: number },
  ): 'signed' | 'forged' | 'another-key' {
    const key = this.keys.get(by.keyFingerprint);
    if (!key) return 'another-key';
    const isInTime = by.signedAt >= key.from - CHANGE_TAKES_MS && by.signedAt <= key.until + CHANGE_TAKES_MS;
    return isInTime && key.check.isSigned(text, by.signature) ? 'signed' : 'forged';
  }
}

function isHandedOver(record: KeyRecord, before: KeyRecord, key: Check): boolean {
  const isNext = record.previousFingerprint === before.fingerprint && record.number === before.number + 1;
  return isNext && key.isSigned(keyText(record), record.previousSignature ?? '');
}

function keyText(record: KeyRecord): string {
  const { number, algorithm, fingerprint, publicKey, validFrom, previousFingerprint } = record;
  return JSON.stringify(['zhiqin-key', number, algorithm, fingerprint, publicKey, validFrom, previousFingerprint]);
}
