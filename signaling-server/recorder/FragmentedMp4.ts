import { box, findBox, fullBox, unsigned32, unsigned64 } from './mp4Box';
import { avcInitialisation, opusInitialisation } from './mp4Initialisation';
import type { Muxer, Sample } from './Muxer';

/** sample_depends_on 2: an independent picture; else depends on others and is no sync sample. */
const KEY_FLAGS = 0x0200_0000;
const DELTA_FLAGS = 0x0101_0000;
const DEFAULT_BASE_IS_MOOF = 0x2_0000;
/** Data offset; then for each sample its duration, size, flags and composition offset. */
const RUN_FLAGS = 0x1 | 0x100 | 0x200 | 0x400 | 0x800;

const ENTRY_BYTES = 16;
const BOX_HEAD_BYTES = 8;

/** Fragmented MP4 (ISO/IEC 14496-12 clause 8.8) with one track. */
export class FragmentedMp4 implements Muxer {
  readonly extension = 'mp4';
  private sequenceNumber = 0;
  private nextDecodeTime = 0;

  private constructor(
    private readonly head: Buffer,
    readonly mimeType: string,
  ) {}

  static forAvc(configuration: Buffer, ticksASecond: number): FragmentedMp4 {
    const { bytes, mimeType } = avcInitialisation(configuration, ticksASecond);
    return new FragmentedMp4(bytes, mimeType);
  }

  static forOpus(channels: number): FragmentedMp4 {
    const { bytes, mimeType } = opusInitialisation(channels);
    return new FragmentedMp4(bytes, mimeType);
  }

  /** Further fragments behind a head that is there already. */
  static behind(head: Buffer): Pick<FragmentedMp4, 'fragment'> {
    return new FragmentedMp4(head, '');
  }

  initialisation(): Buffer {
    return this.head;
  }

  fragment(samples: readonly Sample[]): Buffer {
    this.sequenceNumber += 1;
    const entries = Buffer.allocUnsafe(samples.length * ENTRY_BYTES);
    let at = 0;
    let start: number | null = null;
    let decodeTime = this.nextDecodeTime;
    for (const sample of samples) {
      // Pictures may come out of showing order (B-frames); decoding time only goes forward, and the offset says the rest.
      decodeTime = Math.max(sample.time, decodeTime);
      start ??= decodeTime;
      at = entries.writeUInt32BE(sample.duration, at);
      at = entries.writeUInt32BE(sample.data.length, at);
      at = entries.writeUInt32BE(sample.key ? KEY_FLAGS : DELTA_FLAGS, at);
      at = entries.writeInt32BE(sample.time - decodeTime, at);
      decodeTime += sample.duration;
    }
    this.nextDecodeTime = decodeTime;
    return movieFragment(
      this.sequenceNumber,
      start ?? 0,
      entries,
      samples.map(({ data }) => data),
    );
  }
}

/** `moof` and `mdat`. An entry is a sample's duration, size, flags and composition offset; the bytes are copied once. */
function movieFragment(sequenceNumber: number, start: number, entries: Buffer, data: readonly Buffer[]): Buffer {
  const moof = box(
    'moof',
    fullBox('mfhd', 0, 0, unsigned32(sequenceNumber)),
    box(
      'traf',
      fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, unsigned32(1)),
      fullBox('tfdt', 1, 0, unsigned64(start)),
      fullBox('trun', 1, RUN_FLAGS, unsigned32(entries.length / ENTRY_BYTES, 0), entries),
    ),
  );
  // The data begin behind the `moof` and the head of the `mdat`; where it says so is right before the entries, its last.
  moof.writeUInt32BE(moof.length + BOX_HEAD_BYTES, moof.length - entries.length - 4);
  const mdat = Buffer.alloc(BOX_HEAD_BYTES);
  mdat.writeUInt32BE(
    data.reduce((sum, part) => sum + part.length, BOX_HEAD_BYTES),
    0,
  );
  mdat.write('mdat', 4, 'latin1');
  return Buffer.concat([moof, mdat, ...data]);
}

/** A fragment with only the first frame of a given one of ours, at time zero or at its own; null where it cannot be read. */
export function firstFrameOf(fragment: Buffer, at: 'zero' | 'own time' = 'zero'): Buffer | null {
  const run = findBox(fragment, ['moof', 'traf', 'trun']);
  const data = findBox(fragment, ['mdat']);
  const time = findBox(fragment, ['moof', 'traf', 'tfdt']);
  if (!run || !data || !time || run.content.length < 28) return null;
  const start = at === 'zero' ? 0 : Number(time.content.readBigUInt64BE(4));
  const entry = run.content.subarray(12, 28);
  return movieFragment(1, start, entry, [data.content.subarray(0, entry.readUInt32BE(4))]);
}
