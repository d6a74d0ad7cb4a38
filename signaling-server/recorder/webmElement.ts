/** Elements of EBML (RFC 8794) and Matroska (RFC 9559) as far as a WebM file of one VP8 track needs them. */

export const EBML = 0x1a45dfa3;
export const SEGMENT = 0x18538067;
export const CLUSTER = 0x1f43b675;
export const CLUSTER_TIMESTAMP = 0xe7;
export const SIMPLE_BLOCK = 0xa3;

function idBytes(id: number): Buffer {
  const hex = id.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

/** An element with its size in eight bytes, which any reader takes and which can be walked without guessing. */
export function element(id: number, ...content: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(content.reduce((sum, part) => sum + part.length, 0)));
  size.writeUInt8(1, 0);
  return Buffer.concat([idBytes(id), size, ...content]);
}

/** The head of an element that lasts to the end of the file. */
export function unboundedElement(id: number): Buffer {
  return Buffer.concat([idBytes(id), Buffer.from('01ffffffffffffff', 'hex')]);
}

export function unsignedElement(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  let start = 0;
  while (start < 7 && bytes[start] === 0) start += 1;
  return element(id, bytes.subarray(start));
}

export function textElement(id: number, value: string): Buffer {
  return element(id, Buffer.from(value, 'utf8'));
}

export interface FoundElement {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly content: Buffer;
}

/** The whole elements from `start` on, of those that this writer makes; ends at the first that is cut off. */
export function* elementsIn(bytes: Buffer, start = 0): Generator<FoundElement> {
  let position = start;
  while (position < bytes.length) {
    const first = bytes.readUInt8(position);
    const idLength = first >= 0x80 ? 1 : first >= 0x40 ? 2 : first >= 0x20 ? 3 : 4;
    const contentStart = position + idLength + 8;
    if (contentStart > bytes.length || bytes[position + idLength] !== 1) return;
    const size = Number(bytes.readBigUInt64BE(position + idLength) & 0x00ff_ffff_ffff_ffffn);
    const end = contentStart + size;
    if (end > bytes.length) return;
    yield {
      id: bytes.readUIntBE(position, idLength),
      start: position,
      end,
      content: bytes.subarray(contentStart, end),
    };
    position = end;
  }
}
