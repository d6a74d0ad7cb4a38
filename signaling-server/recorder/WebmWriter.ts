import type { Muxer, Sample } from './Muxer';
import {
  CLUSTER,
  CLUSTER_TIMESTAMP,
  EBML,
  SEGMENT,
  SIMPLE_BLOCK,
  element,
  textElement,
  unboundedElement,
  unsignedElement,
} from './webmElement';

/** A cluster's times are in milliseconds: a timestamp scale of one million nanoseconds. */
const NANOSECONDS_A_TICK = 1_000_000;

/** WebM with one VP8 track; each fragment is a cluster. */
export class WebmWriter implements Muxer {
  readonly mimeType = 'video/webm; codecs="vp8"';
  readonly extension = 'webm';

  /** `size` is width and height as two 16-bit numbers. */
  constructor(
    private readonly size: Buffer,
    private readonly ticksASecond: number,
  ) {}

  initialisation(): Buffer {
    const video = element(
      0xe0,
      unsignedElement(0xb0, this.size.readUInt16BE(0)),
      unsignedElement(0xba, this.size.readUInt16BE(2)),
    );
    const track = element(
      0xae,
      unsignedElement(0xd7, 1),
      unsignedElement(0x73c5, 1),
      unsignedElement(0x83, 1),
      unsignedElement(0x9c, 0),
      textElement(0x86, 'V_VP8'),
      video,
    );
    return Buffer.concat([
      element(
        EBML,
        unsignedElement(0x4286, 1),
        unsignedElement(0x42f7, 1),
        unsignedElement(0x42f2, 4),
        unsignedElement(0x42f3, 8),
        textElement(0x4282, 'webm'),
        unsignedElement(0x4287, 4),
        unsignedElement(0x4285, 2),
      ),
      unboundedElement(SEGMENT),
      element(
        0x1549a966,
        unsignedElement(0x2ad7b1, NANOSECONDS_A_TICK),
        textElement(0x4d80, 'Zhiqin'),
        textElement(0x5741, 'Zhiqin'),
      ),
      element(0x1654ae6b, track),
    ]);
  }

  fragment(samples: readonly Sample[]): Buffer {
    const start = this.milliseconds(samples[0]?.time ?? 0);
    const blocks = samples.map(({ time, key, data }) => {
      const header = Buffer.alloc(4);
      header.writeUInt8(0x81, 0);
      header.writeInt16BE(this.milliseconds(time) - start, 1);
      header.writeUInt8(key ? 0x80 : 0, 3);
      return element(SIMPLE_BLOCK, header, data);
    });
    return element(CLUSTER, unsignedElement(CLUSTER_TIMESTAMP, start), ...blocks);
  }

  private milliseconds(ticks: number): number {
    return Math.round((ticks * 1000) / this.ticksASecond);
  }
}
