type PictureType = 'image/jpeg' | 'image/png' | 'image/webp';

/** What a file is by its first bytes; null where it is no picture that is taken. */
export function pictureType(body: Buffer): PictureType | null {
  if (body.length >= 4 && body.readUInt32BE(0) >>> 8 === 0xffd8ff) return 'image/jpeg';
  if (body.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  const isWebp = body.toString('latin1', 0, 4) === 'RIFF' && body.toString('latin1', 8, 12) === 'WEBP';
  return isWebp ? 'image/webp' : null;
}

/** How other files begin, and what makes a browser run something. */
const foreign = /<script|<svg|<html|<!doctype|<\?php|%PDF-|PK\x03\x04|PK\x05\x06|MZ\x90\x00|\x7fELF/i;

/**
 * Whether a picture is another file as well (a polyglot): what stands in it outside its pixels, before or behind them,
 * is searched. Pixels are not, where any bytes may come about.
 */
export function foreignText(body: Buffer, type: PictureType): boolean {
  return outsidePixels(body, type).some((part) => foreign.test(part.toString('latin1')));
}

function outsidePixels(body: Buffer, type: PictureType): Buffer[] {
  if (type === 'image/jpeg') return outsideJpegScans(body);
  return type === 'image/png'
    ? outsideChunks(body, { from: 8, nameAt: 4, lengthAt: 0, overhead: 12, pixels: ['IDAT'], last: 'IEND' })
    : outsideChunks(body, { from: 12, nameAt: 0, lengthAt: 4, overhead: 8, pixels: ['VP8 ', 'VP8L', 'ALPH', 'ANMF'] });
}

/** ISO/IEC 10918-1 annex B: segments up to the first scan, and whatever stands behind the end of the image. */
function outsideJpegScans(body: Buffer): Buffer[] {
  let at = 2;
  while (at + 4 <= body.length && body[at] === 0xff && body[at + 1] !== 0xda) {
    at += 2 + body.readUInt16BE(at + 2);
  }
  // Within a scan 0xff is followed by 0x00 or a restart marker, so that this is the end of the image.
  const end = body.indexOf(Buffer.from([0xff, 0xd9]), Math.min(at, body.length));
  return end < 0 ? [body.subarray(0, at)] : [body.subarray(0, at), body.subarray(end + 2)];
}

interface ChunkLayout {
  readonly from: number;
  readonly nameAt: number;
  readonly lengthAt: number;
  /** Bytes of a chunk beside its content. */
  readonly overhead: number;
  readonly pixels: readonly string[];
  readonly last?: string;
}

/** Chunks of PNG (big-endian, with a checksum) and of WebP (RIFF: little-endian, padded to even lengths). */
function outsideChunks(body: Buffer, { from, nameAt, lengthAt, overhead, pixels, last }: ChunkLayout): Buffer[] {
  const outside: Buffer[] = [];
  let at = from;
  while (at + 8 <= body.length) {
    const name = body.toString('latin1', at + nameAt, at + nameAt + 4);
    const length = last === undefined ? body.readUInt32LE(at + lengthAt) : body.readUInt32BE(at + lengthAt);
    const end = at + overhead + length + (last === undefined ? length % 2 : 0);
    if (!pixels.includes(name)) outside.push(body.subarray(at, end));
    at = end;
    if (name === last) break;
  }
  return [...outside, body.subarray(at)];
}
