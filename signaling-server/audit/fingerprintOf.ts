import { createHash, type KeyObject } from 'node:crypto';

/** SHA-256 of a public key in DER (SubjectPublicKeyInfo), lower-case hex. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256').update(derOf(publicKey)).digest('hex');
}

/** SubjectPublicKeyInfo. */
export function derOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}
