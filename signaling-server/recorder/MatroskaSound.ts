import { matroskaCluster, matroskaHead } from './matroskaFile';
import type { Muxer, Sample } from './Muxer';
import { element, textElement, unsignedElement } from './webmElement';

/** Tags of a WAVEFORMATEX structure. */
const FORMAT_TAG = { 'audio/PCMA': 6, 'audio/PCMU': 7 };

/** Matroska with one G.711 track, which neither MP4 nor WebM can hold; each fragment is a cluster. */
export class MatroskaSound implements Muxer {
  readonly mimeType: string;
  readonly extension = 'mka';

  constructor(
    private readonly codec: keyof typeof FORMAT_TAG,
    private readonly ticksASecond: number,
    private readonly channels: number,
  ) {
    this.mimeType = `audio/x-matroska; codecs="${codec === 'audio/PCMA' ? 'alaw' : 'ulaw'}"`;
  }

  initialisation(): Buffer {
    const rate = Buffer.alloc(8);
    rate.writeDoubleBE(this.ticksASecond);
    const sound = element(0xe1, element(0xb5, rate), unsignedElement(0x9f, this.channels), unsignedElement(0x6264, 8));
    return matroskaHead('matroska', [
      unsignedElement(0x83, 2),
      textElement(0x86, 'A_MS/ACM'),
      element(0x63a2, this.waveFormat()),
      sound,
    ]);
  }

  fragment(samples: readonly Sample[]): Buffer {
    return matroskaCluster(samples, this.ticksASecond);
  }

  private waveFormat(): Buffer {
    const format = Buffer.alloc(18);
    format.writeUInt16LE(FORMAT_TAG[this.codec], 0);
    format.writeUInt16LE(this.channels, 2);
    format.writeUInt32LE(this.ticksASecond, 4);
    format.writeUInt32LE(this.ticksASecond * this.channels, 8);
    format.writeUInt16LE(this.channels, 12);
    format.writeUInt16LE(8, 14);
    return format;
  }
}
