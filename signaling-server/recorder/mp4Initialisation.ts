import { avcCodecName, parseSequenceParameterSet, sequenceOfConfiguration } from './avcConfiguration';
import { box, fullBox, text, unsigned16, unsigned32, unsigned8 } from './mp4Box';

const UNITY_MATRIX = unsigned32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
/** "und" packed as ISO/IEC 14496-12 clause 8.4.2.3 asks. */
const UNDETERMINED_LANGUAGE = 0x55c4;

interface TrackHeader {
  readonly handler: 'vide' | 'soun';
  readonly ticksASecond: number;
  readonly width: number;
  readonly height: number;
  readonly sampleEntry: Buffer;
}

/** The head of a fragmented file with one track: `ftyp` and `moov`. */
function initialisation(track: TrackHeader): Buffer {
  const isVideo = track.handler === 'vide';
  const mediaHeader = isVideo ? fullBox('vmhd', 0, 1, unsigned16(0, 0, 0, 0)) : fullBox('smhd', 0, 0, unsigned16(0, 0));
  const tables = box(
    'stbl',
    fullBox('stsd', 0, 0, unsigned32(1), track.sampleEntry),
    fullBox('stts', 0, 0, unsigned32(0)),
    fullBox('stsc', 0, 0, unsigned32(0)),
    fullBox('stsz', 0, 0, unsigned32(0, 0)),
    fullBox('stco', 0, 0, unsigned32(0)),
  );
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, unsigned32(0, 0, track.ticksASecond, 0), unsigned16(UNDETERMINED_LANGUAGE, 0)),
    fullBox('hdlr', 0, 0, unsigned32(0), text(track.handler), unsigned32(0, 0, 0), text('Zhiqin\0')),
    box('minf', mediaHeader, box('dinf', fullBox('dref', 0, 0, unsigned32(1), fullBox('url ', 0, 1))), tables),
  );
  const header = fullBox(
    'tkhd',
    0,
    3,
    unsigned32(0, 0, 1, 0, 0, 0, 0),
    unsigned16(0, 0, isVideo ? 0 : 0x100, 0),
    UNITY_MATRIX,
    unsigned32(track.width * 0x1_0000, track.height * 0x1_0000),
  );
  return Buffer.concat([
    box('ftyp', text('iso5'), unsigned32(512), text('iso5iso6mp41')),
    box(
      'moov',
      fullBox(
        'mvhd',
        0,
        0,
        unsigned32(0, 0, 1000, 0, 0x1_0000),
        unsigned16(0x100, 0),
        unsigned32(0, 0),
        UNITY_MATRIX,
        unsigned32(0, 0, 0, 0, 0, 0, 2),
      ),
      box('trak', header, media),
      box('mvex', fullBox('trex', 0, 0, unsigned32(1, 1, 0, 0, 0))),
    ),
  ]);
}

/** For H.264 under an avcC record. Throws RangeError where its sequence parameter set cannot be read. */
export function avcInitialisation(configuration: Buffer, ticksASecond: number): { bytes: Buffer; mimeType: string } {
  const picture = parseSequenceParameterSet(sequenceOfConfiguration(configuration));
  if (!picture) throw new RangeError('sequence parameter set cannot be read');
  const { width, height } = picture;
  const sampleEntry = box(
    'avc1',
    unsigned16(0, 0, 0, 1),
    unsigned32(0, 0, 0, 0),
    unsigned16(width, height),
    unsigned32(0x48_0000, 0x48_0000, 0),
    unsigned16(1),
    Buffer.alloc(32),
    unsigned16(24, 0xffff),
    box('avcC', configuration),
  );
  return {
    bytes: initialisation({ handler: 'vide', ticksASecond, width, height, sampleEntry }),
    mimeType: `video/mp4; codecs="${avcCodecName(configuration)}"`,
  };
}

/** For Opus, always at 48 kHz. */
export function opusInitialisation(channels: number): { bytes: Buffer; mimeType: string } {
  const sampleEntry = box(
    'Opus',
    unsigned16(0, 0, 0, 1),
    unsigned32(0, 0),
    unsigned16(channels, 16, 0, 0),
    unsigned32(48_000 * 0x1_0000),
    box('dOps', unsigned8(0, channels), unsigned16(0), unsigned32(48_000), unsigned16(0), unsigned8(0)),
  );
  return {
    bytes: initialisation({ handler: 'soun', ticksASecond: 48_000, width: 0, height: 0, sampleEntry }),
    mimeType: 'audio/mp4; codecs="opus"',
  };
}
