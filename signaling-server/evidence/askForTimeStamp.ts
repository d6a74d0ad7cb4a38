import { createHash, randomBytes } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  MessageImprint,
  PKIStatus,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
  type ContentInfo,
} from 'pkijs';

const ANSWERED_WITHIN_MS = 10_000;
const MOST_ANSWER_BYTES = 200_000;
const SHA256 = '2.16.840.1.101.3.4.2.1';

/** What an authority said: that a text was there at a moment of its clock. */
export interface TimeStamp {
  /** Milliseconds. */
  readonly stampedAt: number;
  /** ContentInfo in DER, base64: RFC 3161, 2.4.2. */
  readonly token: string;
}

/**
 * Asks an authority by HTTP (RFC 3161, 3.4) for the time of a text. Throws with a reason where it does not answer, refuses,
 * or answers something else than a signed time of this text.
 */
export async function askForTimeStamp(url: string, text: string): Promise<TimeStamp> {
  const imprint = createHash('sha256').update(text).digest();
  // Positive, so that its encoding is its own.
  const nonce = Buffer.concat([Buffer.of(1), randomBytes(8)]);
  const question = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new OctetString({ valueHex: bufferOf(imprint) }),
    }),
    nonce: new Integer({ valueHex: bufferOf(nonce) }),
    certReq: true,
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(question.toSchema().toBER()),
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`the authority answered ${response.status}`);
  const answer = await response.arrayBuffer();
  if (answer.byteLength > MOST_ANSWER_BYTES) throw new Error('the authority answered too much');
  return await readAnswer(answer, text, nonce);
}

async function readAnswer(answer: ArrayBuffer, text: string, nonce: Buffer): Promise<TimeStamp> {
  const { status, timeStampToken } = TimeStampResp.fromBER(answer);
  const isGranted = status.status === PKIStatus.granted || status.status === PKIStatus.grantedWithMods;
  if (!isGranted || !timeStampToken) throw new Error(`the authority refused (status ${status.status})`);
  const info = await signedInfoOf(timeStampToken, text);
  const echoed = Buffer.from(info.nonce?.valueBlock.valueHexView ?? []);
  if (!echoed.equals(nonce)) throw new Error('the authority answered another question');
  const token = Buffer.from(timeStampToken.toSchema().toBER()).toString('base64');
  return { stampedAt: info.genTime.getTime(), token };
}

/** What was stamped, once it is sure that it is the text and bears the signature of the certificate that came with it. */
async function signedInfoOf(token: ContentInfo, text: string): Promise<TSTInfo> {
  const signed = new SignedData({ schema: token.content });
  const content = signed.encapContentInfo.eContent?.getValue();
  if (!content || !(await isSigned(signed, text))) throw new Error('the authority’s signature does not fit');
  return TSTInfo.fromBER(content);
}

async function isSigned(signed: SignedData, text: string): Promise<boolean> {
  try {
    return await signed.verify({ signer: 0, data: bufferOf(Buffer.from(text)), checkChain: false });
  } catch {
    return false;
  }
}

/** An ArrayBuffer of its own: a Buffer may be a part of a larger one. */
function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
