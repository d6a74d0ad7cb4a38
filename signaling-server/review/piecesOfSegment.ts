import { firstFrameOf } from '../recorder/FragmentedMp4';
import { fragmentsOfMp4, fragmentsOfWebm, type FoundFragment } from '../recorder/fragmentsOfFile';
import { CLUSTER, CLUSTER_TIMESTAMP, SIMPLE_BLOCK, element, elementsIn } from '../recorder/webmElement';

/** What is sent after the moment that is asked for, so that playing begins while the next piece is fetched. */
const AHEAD_MS = 500;

/** A recorded file as far as it is whole. */
export interface WholeFile {
  readonly bytes: Buffer;
  readonly initBytes: number;
  readonly isMp4: boolean;
}

export interface Piece {
  readonly bytes: Buffer;
  /** Where in the file what follows begins. */
  readonly nextByte: number;
}

function fragmentsOf({ bytes, initBytes, isMp4 }: WholeFile): readonly FoundFragment[] {
  return isMp4 ? fragmentsOfMp4(bytes, initBytes) : fragmentsOfWebm(bytes, initBytes);
}

/** Where decoding has to begin to show a moment: the last key fragment at or before it, else the first fragment. */
function firstNeeded(fragments: readonly FoundFragment[], offsetMs: number): number {
  return Math.max(
    0,
    fragments.findLastIndex(({ key, startMs }) => key && startMs <= offsetMs),
  );
}

/** The head and the fragments that are needed from a moment on, which is in milliseconds since the segment's start. */
export function pieceFrom(file: WholeFile, offsetMs: number): Piece {
  const fragments = fragmentsOf(file);
  const head = file.bytes.subarray(0, file.initBytes);
  const first = fragments[firstNeeded(fragments, offsetMs)];
  const last = fragments.find(({ endMs }) => endMs > offsetMs + AHEAD_MS) ?? fragments.at(-1);
  if (!first || !last) return { bytes: head, nextByte: file.initBytes };
  const nextByte = last.offset + last.bytes;
  return { bytes: Buffer.concat([head, file.bytes.subarray(first.offset, nextByte)]), nextByte };
}

/** The head and the first frame of each key fragment from a moment on, each at its own time. */
export function keyFramesFrom(file: WholeFile, offsetMs: number): Piece {
  const fragments = fragmentsOf(file);
  const frames = fragments
    .slice(firstNeeded(fragments, offsetMs))
    .filter(({ key }) => key)
    .flatMap(({ offset, bytes }) => {
      const fragment = file.bytes.subarray(offset, offset + bytes);
      return (file.isMp4 ? firstFrameOf(fragment, 'own time') : firstBlockOf(fragment)) ?? [];
    });
  const bytes = Buffer.concat([file.bytes.subarray(0, file.initBytes), ...frames]);
  return { bytes, nextByte: file.bytes.length };
}

/** A cluster with only the first block of a given one; null where it has none. */
function firstBlockOf(cluster: Buffer): Buffer | null {
  const [whole] = elementsIn(cluster);
  if (!whole) return null;
  const parts = [...elementsIn(whole.content)];
  const time = parts.find(({ id }) => id === CLUSTER_TIMESTAMP);
  const block = parts.find(({ id }) => id === SIMPLE_BLOCK);
  if (!time || !block) return null;
  return element(CLUSTER, whole.content.subarray(time.start, time.end), whole.content.subarray(block.start, block.end));
}
