import { certificateOf, textOf, type Certificate } from './Certificate';
import {
  elementsOf,
  expected,
  GENERALIZED_TIME,
  INTEGER,
  momentOf,
  objectName,
  OCTETS,
  SEQUENCE,
  SET,
  within,
  type DerElement,
} from './derReader';
import { hashNameOf, hashOf, isSignedWith } from './webSignature';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const STAMP_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const FIRST_CHOICE = 0xa0;
const LONGEST_CHAIN = 8;

/** What an authority of time said, and which certificates stand behind it. */
export interface TimeStamp {
  readonly stampedAt: number;
  readonly authority: string;
  /** SHA-256 of the authority's certificate and of those above it, as far as the token has them. */
  readonly fingerprints: readonly string[];
}

/**
 * Reads a token (RFC 3161, 2.4.2; CMS, RFC 5652, 5) and checks that it is of the text, bears the signature of the
 * certificate that came with it, and that this one was for stamping at that time. Null where one of these is not so.
 */
export async function readTimeStamp(token: Uint8Array, text: string): Promise<TimeStamp | null> {
  try {
    return await read(token, text);
  } catch {
    // Whatever is not as the standards have it is no time stamp.
    return null;
  }
}

async function read(token: Uint8Array, text: string): Promise<TimeStamp | null> {
  const [type, explicit] = within(elementsOf(token)[0], SEQUENCE);
  if (objectName(type) !== SIGNED_DATA) return null;
  const [, , encapsulated, ...rest] = within(within(explicit, FIRST_CHOICE)[0], SEQUENCE);
  const [contentType, content] = within(encapsulated, SEQUENCE);
  if (objectName(contentType) !== STAMP_INFO) return null;
  const info = expected(within(content, FIRST_CHOICE)[0], OCTETS).content;
  const certificates = rest.filter(({ tag }) => tag === FIRST_CHOICE).flatMap((one) => elementsOf(one.content));
  const [signer] = within(
    rest.find(({ tag }) => tag === SET),
    SET,
  );
  const known = certificates.map(certificateOf);
  const own = await signerOf(signer, info, known);
  const stamped = await stampedMoment(info, text);
  if (!own || stamped === null) return null;
  if (!own.mayStamp || stamped < own.validFrom || stamped > own.validTo) return null;
  return { stampedAt: stamped, authority: own.name, fingerprints: await chainOf(own, known) };
}

/** When, if it is the hash of the text that was stamped. */
async function stampedMoment(info: Uint8Array, text: string): Promise<number | null> {
  const [, , imprint, , time] = within(elementsOf(info)[0], SEQUENCE);
  const [algorithm, hashed] = within(imprint, SEQUENCE);
  const name = hashNameOf(algorithm);
  if (name === null) return null;
  const own = await hashOf(name, new TextEncoder().encode(text));
  const isOfText = textOf(own) === textOf(expected(hashed, OCTETS).content);
  return isOfText ? momentOf(expected(time, GENERALIZED_TIME)) : null;
}

/** The certificate whose key signed the content; null where none did. */
async function signerOf(
  signer: DerElement | undefined,
  content: Uint8Array,
  known: readonly Certificate[],
): Promise<Certificate | null> {
  const [, identifier, digest, attributes, algorithm, signature] = within(signer, SEQUENCE);
  const [issuer, serial] = within(identifier, SEQUENCE);
  const names = { issuer: textOf(expected(issuer, SEQUENCE).whole), serial: textOf(expected(serial, INTEGER).content) };
  const own = known.find((one) => one.issuer === names.issuer && one.serial === names.serial);
  const hash = hashNameOf(digest);
  if (!own || hash === null || !digest) return null;
  const signedAttributes = expected(attributes, FIRST_CHOICE);
  const said = new Map(
    elementsOf(signedAttributes.content).map((attribute) => {
      const [kind, values] = within(attribute, SEQUENCE);
      return [objectName(kind), within(values, SET)[0]] as const;
    }),
  );
  if (objectName(said.get(CONTENT_TYPE)) !== STAMP_INFO) return null;
  const saidDigest = expected(said.get(MESSAGE_DIGEST), OCTETS).content;
  if (textOf(saidDigest) !== textOf(await hashOf(hash, content))) return null;
  // They are signed as the set that they are, not as the choice that they stand as (RFC 5652, 5.4).
  const signed = Uint8Array.from(signedAttributes.whole);
  signed[0] = SET;
  const isSigned = await isSignedWith(own.key, algorithm, digest, signed, expected(signature, OCTETS).content);
  return isSigned ? own : null;
}

/** From the signer up to the last certificate that the token has of those that signed one another. */
async function chainOf(own: Certificate, known: readonly Certificate[]): Promise<readonly string[]> {
  const chain = [own];
  for (let last = own; chain.length < LONGEST_CHAIN && last.issuer !== last.subject;) {
    const above = known.find(({ subject }) => subject === last.issuer);
    if (!above || !(await last.isSignedBy(above))) break;
    chain.push(above);
    last = above;
  }
  return chain.map(({ fingerprint }) => fingerprint);
}
