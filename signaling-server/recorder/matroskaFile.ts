import type { Sample } from './Muxer';
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

/** The head of a file of one track, up to its first cluster. `track` are the elements that say what the track is. */
export function matroskaHead(documentType: 'webm' | 'matroska', track: readonly Buffer[]): Buffer {
  return Buffer.concat([
    element(
      EBML,
      unsignedElement(0x4286, 1),
      unsignedElement(0x42f7, 1),
      unsignedElement(0x42f2, 4),
      unsignedElement(0x42f3, 8),
      textElement(0x4282, documentType),
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
    element(
      0x1654ae6b,
      element(0xae, unsignedElement(0xd7, 1), unsignedElement(0x73c5, 1), unsignedElement(0x9c, 0), ...track),
    ),
  ]);
}

/** One cluster with a block for each sample. */
export function matroskaCluster(samples: readonly Sample[], ticksASecond: number): Buffer {
  const milliseconds = (ticks: number): number => Math.round((ticks * 1000) / ticksASecond);
  const start = milliseconds(samples[0]?.time ?? 0);
  const blocks = samples.map(({ time, key, data }) => {
    const header = Buffer.alloc(4);
    header.writeUInt8(0x81, 0);
    header.writeInt16BE(milliseconds(time) - start, 1);
    header.writeUInt8(key ? 0x80 : 0, 3);
    return element(SIMPLE_BLOCK, header, data);
  });
  return element(CLUSTER, unsignedElement(CLUSTER_TIMESTAMP, start), ...blocks);
}
