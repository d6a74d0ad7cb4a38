/** One element of DER: its tag, and where it and its content lie in the bytes that it was read from. */
export interface DerElement {
  readonly tag: number;
  /** With tag and length, as a signature is over it. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

class BrokenDer extends Error {}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const OCTETS = 0x04;
const OBJECT = 0x06;
export const GENERALIZED_TIME = 0x18;

const LONG_FORM = 0x80;

/** The elements that stand one after the other in some bytes. Throws BrokenDer where they are cut off or no DER. */
export function elementsOf(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = byteAt(bytes, offset);
    const first = byteAt(bytes, offset + 1);
    const lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
    if (first === LONG_FORM || lengthBytes > 4) throw new BrokenDer('a length that DER does not have');
    let length = first < LONG_FORM ? first : 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + byteAt(bytes, offset + 2 + index);
    const start = offset + 2 + lengthBytes;
    if (start + length > bytes.length) throw new BrokenDer('cut off');
    elements.push({
      tag,
      whole: bytes.subarray(offset, start + length),
      content: bytes.subarray(start, start + length),
    });
    offset = start + length;
  }
  return elements;
}

/** The elements within one of a tag. */
export function within(element: DerElement | undefined, tag: number): readonly DerElement[] {
  return elementsOf(expected(element, tag).content);
}

export function expected(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) throw new BrokenDer(`tag ${tag} expected, ${element?.tag ?? 'nothing'} found`);
  return element;
}

/** An object identifier in its usual writing, `1.2.840.113549`. */
export function objectName(element: DerElement | undefined): string {
  const { content } = expected(element, OBJECT);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= LONG_FORM) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - Math.min(2, Math.floor(arc / 40)) * 40);
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** Milliseconds of a GeneralizedTime in UTC with or without a fraction, or of a UTCTime. */
export function momentOf({ tag, content }: DerElement): number {
  const text = new TextDecoder().decode(content);
  const full = tag === GENERALIZED_TIME ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(full);
  if (!parts) throw new BrokenDer('a time that is none');
  const [, year, month, day, hours, minutes, seconds, fraction = '.0'] = parts;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  return whole + Math.round(Number(`0${fraction}`) * 1_000);
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new BrokenDer('cut off');
  return byte;
}
