import { elementsOf, expected, INTEGER, objectName, SEQUENCE, within, type DerElement } from './derReader';

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
/** Algorithms that name their hash, too. */
const hashOfAlgorithm: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};
const curves: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', bytes: 32 },
  '1.3.132.0.34': { name: 'P-384', bytes: 48 },
  '1.3.132.0.35': { name: 'P-521', bytes: 66 },
};
const RSA = '1.2.840.113549.1.1.1';

/** The name of a hash by its AlgorithmIdentifier; null for one that is not known here. */
export function hashNameOf(algorithm: DerElement | undefined): string | null {
  return hashes[objectName(within(algorithm, SEQUENCE)[0])] ?? null;
}

/** By the browser's own means. Throws where it has none, as on a page without a secure context. */
export async function hashOf(name: string, content: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(name, new Uint8Array(content)));
}

/**
 * True where a signature by RSA (PKCS #1, v1.5) or ECDSA was made with a key, which is given as SubjectPublicKeyInfo.
 * `digest` is the hash where the algorithm does not name it itself. False for algorithms that are not known here.
 */
export async function isSignedWith(
  key: DerElement,
  algorithm: DerElement | undefined,
  digest: DerElement | null,
  content: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const own = hashOfAlgorithm[objectName(within(algorithm, SEQUENCE)[0])];
  const hash = own ?? (digest && hashNameOf(digest));
  if (hash == null) return false;
  const [kind, parameters] = within(within(key, SEQUENCE)[0], SEQUENCE);
  const signed = new Uint8Array(content);
  const info = new Uint8Array(key.whole);
  if (objectName(kind) === RSA) {
    const scheme = { name: 'RSASSA-PKCS1-v1_5', hash };
    const known = await crypto.subtle.importKey('spki', info, scheme, false, ['verify']);
    return await crypto.subtle.verify(scheme, known, new Uint8Array(signature), signed);
  }
  const curve = parameters && curves[objectName(parameters)];
  if (!curve) return false;
  const known = await crypto.subtle.importKey('spki', info, { name: 'ECDSA', namedCurve: curve.name }, false, [
    'verify',
  ]);
  return await crypto.subtle.verify({ name: 'ECDSA', hash }, known, plainSignature(signature, curve.bytes), signed);
}

/** Both numbers of an ECDSA signature at their full length, as browsers want them. */
function plainSignature(signature: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(bytes * 2);
  const [pair] = elementsOf(signature);
  within(pair, SEQUENCE)
    .slice(0, 2)
    .forEach((element, index) => {
      const number = expected(element, INTEGER).content;
      const short = number.subarray(Math.max(0, number.length - bytes));
      plain.set(short, bytes * (index + 1) - short.length);
    });
  return plain;
}
