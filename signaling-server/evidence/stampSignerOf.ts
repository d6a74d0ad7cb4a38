import { createHash } from 'node:crypto';
import { Certificate, ContentInfo, SignedData, type IssuerAndSerialNumber } from 'pkijs';

const COMMON_NAME = '2.5.4.3';

/** Who signed a time stamp, by the certificate that came with it; that it is the authority's is to be asked elsewhere. */
export interface StampSigner {
  readonly name: string;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string;
}

/** `token` as it was answered: ContentInfo in DER, base64. Null where no certificate came with it. */
export function stampSignerOf(token: string): StampSigner | null {
  const bytes = new Uint8Array(Buffer.from(token, 'base64'));
  const { certificates = [], signerInfos } = new SignedData({ schema: ContentInfo.fromBER(bytes).content });
  const own = certificates.filter((one): one is Certificate => one instanceof Certificate);
  // Authorities that name the key itself instead (RFC 5652, 5.3) are told by the first certificate.
  const named = signerInfos[0]?.sid as Partial<IssuerAndSerialNumber> | undefined;
  const signer = own.find(({ serialNumber }) => named?.serialNumber?.isEqual(serialNumber) === true) ?? own[0];
  if (!signer) return null;
  const name = signer.subject.typesAndValues.find(({ type }) => type === COMMON_NAME)?.value.valueBlock.value ?? '';
  const fingerprint = createHash('sha256').update(Buffer.from(signer.toSchema().toBER())).digest('hex');
  return { name, fingerprint };
}
