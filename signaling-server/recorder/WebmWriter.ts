import { matroskaCluster, matroskaHead } from './matroskaFile';
import type { Muxer, Sample } from './Muxer';
import { element, textElement, unsignedElement } from './webmElement';

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
    const width = unsignedElement(0xb0, this.size.readUInt16BE(0));
    const height = unsignedElement(0xba, this.size.readUInt16BE(2));
    return matroskaHead('webm', [unsignedElement(0x83, 1), textElement(0x86, 'V_VP8'), element(0xe0, width, height)]);
  }

  fragment(samples: readonly Sample[]): Buffer {
    return matroskaCluster(samples, this.ticksASecond);
  }
}
