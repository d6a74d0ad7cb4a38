/** Boxes of ISO/IEC 14496-12, written and walked. */

export function box(name: string, ...content: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.reduce((sum, part) => sum + part.length, 0), 0);
  header.write(name, 4, 'latin1');
  return Buffer.concat([header, ...content]);
}

export function fullBox(name: string, version: number, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(name, unsigned32(version * 0x100_0000 + flags), ...content);
}

export function unsigned8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function unsigned16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

export function unsigned32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}

export function unsigned64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

export interface FoundBox {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly content: Buffer;
}

/** The whole boxes from `start` on; ends at the first one that is cut off or malformed. */
export function* boxesIn(bytes: Buffer, start = 0): Generator<FoundBox> {
  let position = start;
  while (position + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(position);
    const end = position + size;
    if (size < 8 || end > bytes.length) return;
    const name = bytes.toString('latin1', position + 4, position + 8);
    yield { name, start: position, end, content: bytes.subarray(position + 8, end) };
    position = end;
  }
}

/** The box at a path of names, such as `['traf', 'tfdt']`; null where there is none. */
export function findBox(bytes: Buffer, path: readonly string[]): FoundBox | null {
  const [name, ...rest] = path;
  for (const found of boxesIn(bytes)) {
    if (found.name === name) return rest.length === 0 ? found : findBox(found.content, rest);
  }
  return null;
}
