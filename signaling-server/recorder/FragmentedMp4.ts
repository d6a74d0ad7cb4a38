import { box, findBox, fullBox, unsigned32, unsigned64 } from './mp4Box';
import { avcInitialisation, opusInitialisation } from './mp4Initialisation';
import type { Muxer, Sample } from './Muxer';

/** sample_depends_on 2: an independent picture; else depends on others and is no sync sample. */
const KEY_FLAGS = 0x0200_0000;
const DELTA_FLAGS = 0x0101_0000;
const DEFAULT_BASE_IS_MOOF = 0x2_0000;
/** Data offset; then for each sample its duration, size, flags and composition offset. */
const RUN_FLAGS = 0x1 | 0x100 | 0x200 | 0x400 | 0x800;

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

  initialisation(): Buffer {
    return this.head;
  }

  fragment(samples: readonly Sample[]): Buffer {
    this.sequenceNumber += 1;
    const entries: Buffer[] = [];
    let start: number | null = null;
    let decodeTime = this.nextDecodeTime;
    for (const sample of samples) {
      // Pictures may come out of showing order (B-frames); decoding time only goes forward, and the offset says the rest.
      decodeTime = Math.max(sample.time, decodeTime);
      start ??= decodeTime;
      const entry = unsigned32(sample.duration, sample.data.length, sample.key ? KEY_FLAGS : DELTA_FLAGS, 0);
      entry.writeInt32BE(sample.time - decodeTime, 12);
      entries.push(entry);
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

/** `moof` and `mdat`. An entry is a sample's duration, size, flags and composition offset. */
function movieFragment(
  sequenceNumber: number,
  start: number,
  entries: readonly Buffer[],
  data: readonly Buffer[],
): Buffer {
  const moof = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, unsigned32(sequenceNumber)),
      box(
        'traf',
        fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, unsigned32(1)),
        fullBox('tfdt', 1, 0, unsigned64(start)),
        fullBox('trun', 1, RUN_FLAGS, unsigned32(entries.length, dataOffset), ...entries),
      ),
    );
  const { length } = moof(0);
  return Buffer.concat([moof(length + 8), box('mdat', ...data)]);
}

/** A fragment with only the first frame of a given one of ours, at time zero or at its own; null where it cannot be read. */
export function firstFrameOf(fragment: Buffer, at: 'zero' | 'own time' = 'zero'): Buffer | null {
  const run = findBox(fragment, ['moof', 'traf', 'trun']);
  const data = findBox(fragment, ['mdat']);
  const time = findBox(fragment, ['moof', 'traf', 'tfdt']);
  if (!run || !data || !time || run.content.length < 28) return null;
  const start = at === 'zero' ? 0 : Number(time.content.readBigUInt64BE(4));
  const entry = run.content.subarray(12, 28);
  return movieFragment(1, start, [entry], [data.content.subarray(0, entry.readUInt32BE(4))]);
}
