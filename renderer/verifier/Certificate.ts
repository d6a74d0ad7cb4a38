import { expected, INTEGER, momentOf, objectName, SEQUENCE, within, elementsOf, type DerElement } from './derReader';
import { sha256Of } from './hashes';
import { isSignedWith } from './webSignature';

const COMMON_NAME = '2.5.4.3';
const EXTENDED_USE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const EXTENSIONS = 0xa3;
const VERSION = 0xa0;

/** What of an X.509 certificate matters to a time stamp. */
export interface Certificate {
  /** SHA-256 of the whole certificate, as people are told it. */
  readonly fingerprint: string;
  readonly name: string;
  readonly serial: string;
  readonly issuer: string;
  readonly subject: string;
  readonly validFrom: number;
  readonly validTo: number;
  readonly mayStamp: boolean;
  /** SubjectPublicKeyInfo. */
  readonly key: DerElement;
  isSignedBy(issuer: Certificate): Promise<boolean>;
}

/** Throws BrokenDer where it is none. */
export function certificateOf(element: DerElement): Certificate {
  const [signed, algorithm, bits] = within(element, SEQUENCE);
  const fields = within(signed, SEQUENCE);
  const [serial, , issuer, validity, subject, key] = fields[0]?.tag === VERSION ? fields.slice(1) : fields;
  const [from, to] = within(validity, SEQUENCE);
  if (!signed || !algorithm || !bits || !key || !from || !to) throw new Error('a certificate that is none');
  const extensions = fields.find(({ tag }) => tag === EXTENSIONS);
  return {
    fingerprint: sha256Of(element.whole),
    name: nameOf(expected(subject, SEQUENCE)),
    serial: textOf(expected(serial, INTEGER).content),
    issuer: textOf(expected(issuer, SEQUENCE).whole),
    subject: textOf(expected(subject, SEQUENCE).whole),
    ...{ validFrom: momentOf(from), validTo: momentOf(to), key },
    mayStamp: extensions !== undefined && isForStamps(extensions),
    // The first byte of a bit string says how many bits of the last one do not count: none, in a signature.
    isSignedBy: async (above) => await isSignedWith(above.key, algorithm, null, signed.whole, bits.content.subarray(1)),
  };
}

/** For comparing, not for reading. */
export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function nameOf(subject: DerElement): string {
  for (const set of elementsOf(subject.content)) {
    for (const pair of elementsOf(set.content)) {
      const [kind, value] = within(pair, SEQUENCE);
      if (objectName(kind) === COMMON_NAME && value) return new TextDecoder().decode(value.content);
    }
  }
  return '';
}

function isForStamps(extensions: DerElement): boolean {
  const [list] = elementsOf(extensions.content);
  for (const extension of within(list, SEQUENCE)) {
    const parts = within(extension, SEQUENCE);
    if (objectName(parts[0]) !== EXTENDED_USE) continue;
    const [uses] = elementsOf(parts.at(-1)?.content ?? new Uint8Array());
    return within(uses, SEQUENCE).some((use) => objectName(use) === TIME_STAMPING);
  }
  return false;
}
