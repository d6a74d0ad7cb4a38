import { boxesIn, findBox } from './mp4Box';
import { CLUSTER, CLUSTER_TIMESTAMP, SIMPLE_BLOCK, elementsIn } from './webmElement';

/** A whole fragment found in a file. Times are milliseconds since the segment's start. */
export interface FoundFragment {
  readonly offset: number;
  readonly bytes: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly key: boolean;
}

/** Bit of a sample's flags in a `trun`: not a sync sample. */
const NOT_SYNC = 0x1_0000;

/** The whole fragments in a file of ours from `offset` on, which is where a fragment begins. */
export function fragmentsOfMp4(file: Buffer, offset: number): readonly FoundFragment[] {
  const mediaHeader = findBox(file, ['moov', 'trak', 'mdia', 'mdhd']);
  if (!mediaHeader) return [];
  const ticksASecond = mediaHeader.content.readUInt32BE(12);
  const found: FoundFragment[] = [];
  let moof: { start: number; content: Buffer } | null = null;
  for (const { name, start, end, content } of boxesIn(file, offset)) {
    if (name === 'moof') moof = { start, content };
    else if (name === 'mdat' && moof) {
      const decodeTime = findBox(moof.content, ['traf', 'tfdt']);
      const run = findBox(moof.content, ['traf', 'trun']);
      if (!decodeTime || !run) break;
      const first = Number(decodeTime.content.readBigUInt64BE(4));
      const count = run.content.readUInt32BE(4);
      let duration = 0;
      for (let index = 0; index < count; index += 1) duration += run.content.readUInt32BE(12 + index * 16);
      found.push({
        offset: moof.start,
        bytes: end - moof.start,
        startMs: (first * 1000) / ticksASecond,
        endMs: ((first + duration) * 1000) / ticksASecond,
        key: (run.content.readUInt32BE(12 + 8) & NOT_SYNC) === 0,
      });
      moof = null;
    } else break;
  }
  return found;
}

/** The same for WebM. A cluster's end is the time of its last block, whose length the file does not say. */
export function fragmentsOfWebm(file: Buffer, offset: number): readonly FoundFragment[] {
  const found: FoundFragment[] = [];
  for (const { id, start, end, content } of elementsIn(file, offset)) {
    if (id !== CLUSTER) break;
    let startMs = 0;
    let endMs = 0;
    let key: boolean | null = null;
    for (const part of elementsIn(content)) {
      if (part.id === CLUSTER_TIMESTAMP) startMs = part.content.readUIntBE(0, Math.min(6, part.content.length));
      if (part.id !== SIMPLE_BLOCK) continue;
      endMs = startMs + part.content.readInt16BE(1);
      key ??= (part.content.readUInt8(3) & 0x80) !== 0;
    }
    found.push({ offset: start, bytes: end - start, startMs, endMs, key: key ?? false });
  }
  return found;
}
