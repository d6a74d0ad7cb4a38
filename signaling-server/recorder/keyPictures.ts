import { findBox } from './mp4Box';
import { CLUSTER_TIMESTAMP, SIMPLE_BLOCK, elementsIn } from './webmElement';
import { fragmentsOfMp4, fragmentsOfWebm } from './fragmentsOfFile';
import { FragmentedMp4 } from './FragmentedMp4';
import { matroskaCluster } from './matroskaFile';
import type { Sample } from './Muxer';

const MILLISECONDS = 1_000;
/** A simple block begins with its track, its time within the cluster and its flags. */
const BLOCK_HEAD_BYTES = 4;
/** Composition offset: the last of the four numbers of a sample in a `trun` of ours. */
const OFFSET_AT = 12;

/** One key picture with the bytes of a fragment of its own. Times are milliseconds since the segment's start. */
export interface KeyPicture {
  readonly fragment: Buffer;
  readonly startMs: number;
  /** Until the next key picture, or the segment's end: so long it is what was seen last. */
  readonly endMs: number;
}

/**
 * The key pictures of a file of ours, coded as they were, bit for bit; what lies between them is left out. `initBytes`
 * is the length of its head, which belongs to them as it is.
 */
export function keyPictures(file: Buffer, initBytes: number, isMp4: boolean): readonly KeyPicture[] {
  const fragments = isMp4 ? fragmentsOfMp4(file, initBytes) : fragmentsOfWebm(file, initBytes);
  const ticksASecond = isMp4 ? timescaleOf(file) : MILLISECONDS;
  const found = fragments
    .filter(({ key }) => key)
    .flatMap(({ offset, bytes }) => {
      const fragment = file.subarray(offset, offset + bytes);
      return (isMp4 ? firstOfMp4(fragment) : firstOfWebm(fragment)) ?? [];
    });
  const end = Math.round(((fragments.at(-1)?.endMs ?? 0) * ticksASecond) / MILLISECONDS);
  const muxer = isMp4 ? FragmentedMp4.behind(file.subarray(0, initBytes)) : null;
  return found.map(({ time, data }, index) => {
    const until = found[index + 1]?.time ?? Math.max(end, time + 1);
    const sample: Sample = { time, duration: Math.max(1, until - time), key: true, data };
    return {
      fragment: muxer ? muxer.fragment([sample]) : matroskaCluster([sample], ticksASecond),
      startMs: (time * MILLISECONDS) / ticksASecond,
      endMs: ((time + sample.duration) * MILLISECONDS) / ticksASecond,
    };
  });
}

type FirstSample = Pick<Sample, 'time' | 'data'>;

function timescaleOf(file: Buffer): number {
  return findBox(file, ['moov', 'trak', 'mdia', 'mdhd'])?.content.readUInt32BE(12) ?? MILLISECONDS;
}

function firstOfMp4(fragment: Buffer): FirstSample | null {
  const decodeTime = findBox(fragment, ['moof', 'traf', 'tfdt']);
  const run = findBox(fragment, ['moof', 'traf', 'trun']);
  const data = findBox(fragment, ['mdat']);
  if (!decodeTime || !run || !data) return null;
  const entry = run.content.subarray(12);
  const time = Number(decodeTime.content.readBigUInt64BE(4)) + entry.readInt32BE(OFFSET_AT);
  return { time, data: data.content.subarray(0, entry.readUInt32BE(4)) };
}

function firstOfWebm(fragment: Buffer): FirstSample | null {
  const [cluster] = elementsIn(fragment);
  const parts = cluster ? [...elementsIn(cluster.content)] : [];
  const start = parts.find(({ id }) => id === CLUSTER_TIMESTAMP)?.content;
  const block = parts.find(({ id }) => id === SIMPLE_BLOCK)?.content;
  if (!start || !block) return null;
  const time = start.readUIntBE(0, Math.min(6, start.length)) + block.readInt16BE(1);
  return { time, data: block.subarray(BLOCK_HEAD_BYTES) };
}
