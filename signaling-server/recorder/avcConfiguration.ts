/** What an H.264 sequence parameter set says about the picture, as needed for a file's header. */
export interface AvcPicture {
  readonly width: number;
  readonly height: number;
}

class BitReader {
  private position = 0;
  private readonly bytes: Buffer;

  /** Takes the emulation prevention bytes (00 00 03) out first: H.264 clause 7.3.1. */
  constructor(escaped: Buffer) {
    const plain: number[] = [];
    for (let index = 0; index < escaped.length; index += 1) {
      const isEscape = index >= 2 && escaped[index] === 3 && escaped[index - 1] === 0 && escaped[index - 2] === 0;
      if (!isEscape) plain.push(escaped[index] ?? 0);
    }
    this.bytes = Buffer.from(plain);
  }

  bit(): number {
    const byte = this.bytes[this.position >> 3];
    if (byte === undefined) throw new RangeError('parameter set too short');
    const value = (byte >> (7 - (this.position & 7))) & 1;
    this.position += 1;
    return value;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + this.bit();
    return value;
  }

  /** ue(v) of clause 9.1. */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      zeros += 1;
      if (zeros > 32) throw new RangeError('bad Exp-Golomb code');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v) of clause 9.1.1. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

const PROFILES_WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size; index += 1) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** Reads a sequence parameter set (clause 7.3.2.1.1); null where it is damaged. */
export function parseSequenceParameterSet(unit: Buffer): AvcPicture | null {
  try {
    const reader = new BitReader(unit.subarray(1));
    const profile = reader.bits(8);
    reader.bits(16);
    reader.unsigned();
    let chroma = 1;
    if (PROFILES_WITH_CHROMA.has(profile)) {
      chroma = reader.unsigned();
      if (chroma === 3) reader.bit();
      reader.unsigned();
      reader.unsigned();
      reader.bit();
      if (reader.bit() === 1) {
        for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
          if (reader.bit() === 1) skipScalingList(reader, list < 6 ? 16 : 64);
        }
      }
    }
    reader.unsigned();
    const orderType = reader.unsigned();
    if (orderType === 0) {
      reader.unsigned();
    } else if (orderType === 1) {
      reader.bit();
      reader.signed();
      reader.signed();
      const cycle = reader.unsigned();
      for (let index = 0; index < cycle; index += 1) reader.signed();
    }
    reader.unsigned();
    reader.bit();
    const widthBlocks = reader.unsigned() + 1;
    const heightUnits = reader.unsigned() + 1;
    const framesOnly = reader.bit();
    if (framesOnly === 0) reader.bit();
    reader.bit();
    let [left, right, top, bottom] = [0, 0, 0, 0];
    if (reader.bit() === 1) {
      left = reader.unsigned();
      right = reader.unsigned();
      top = reader.unsigned();
      bottom = reader.unsigned();
    }
    const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
    const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly);
    const width = widthBlocks * 16 - unitX * (left + right);
    const height = (2 - framesOnly) * heightUnits * 16 - unitY * (top + bottom);
    return width > 0 && height > 0 ? { width, height } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An AVCDecoderConfigurationRecord (ISO/IEC 14496-15 clause 5.3.3.1) with four-byte lengths. */
export function avcConfiguration(sequence: Buffer, pictures: readonly Buffer[]): Buffer {
  const parts = [
    Buffer.from([
      1,
      sequence[1] ?? 0,
      sequence[2] ?? 0,
      sequence[3] ?? 0,
      0xff,
      0xe1,
      sequence.length >> 8,
      sequence.length & 0xff,
    ]),
    sequence,
    Buffer.from([pictures.length]),
  ];
  for (const picture of pictures) parts.push(Buffer.from([picture.length >> 8, picture.length & 0xff]), picture);
  return Buffer.concat(parts);
}

/** The sequence parameter set inside a configuration record. */
export function sequenceOfConfiguration(configuration: Buffer): Buffer {
  return configuration.subarray(8, 8 + configuration.readUInt16BE(6));
}

/** RFC 6381's name of the codec: `avc1.42e01f`. */
export function avcCodecName(configuration: Buffer): string {
  return `avc1.${configuration.subarray(1, 4).toString('hex')}`;
}
