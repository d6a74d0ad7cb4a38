import { readDeviceChunk, type DeviceChunk, type DeviceChunkHead } from '@protocol';

/** One frame of a terminal's own recording; the moment is the server's clock in milliseconds, of which fractions count. */
export interface DeviceFrame {
  readonly at: number;
  readonly key: boolean;
  readonly data: Buffer;
}

export interface DeviceFrames {
  readonly head: DeviceChunkHead;
  /** In their order, chunk by chunk; each chunk of pictures begins with a key frame. */
  readonly chunks: readonly (readonly DeviceFrame[])[];
  readonly endedAt: number;
}

const LENGTH_BYTES = 4;

/** The chunks of a file into which they were written one after the other, each after its length. */
export function deviceChunksOf(file: Buffer): readonly DeviceChunk[] {
  const chunks: DeviceChunk[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= file.length) {
    const length = file.readUInt32BE(at);
    const chunk = readDeviceChunk(file.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    if (!chunk) break;
    chunks.push(chunk);
    at += LENGTH_BYTES + length;
  }
  return chunks;
}

/**
 * What lies between two moments of the server's clock. Pictures begin at the last key frame at or before `from`, since
 * nothing can be decoded without one. Null where there is nothing.
 */
export function deviceFramesBetween(
  chunks: readonly DeviceChunk[],
  { from, to, offsetMs }: { readonly from: number; readonly to: number; readonly offsetMs: number },
): DeviceFrames | null {
  const [first] = chunks;
  const last = chunks.at(-1);
  if (!first || !last) return null;
  const all = chunks.map(({ head, frames }) =>
    head.frames.map(([time, , key], index): DeviceFrame => ({
      at: head.startedAt + offsetMs + time,
      key: key === 1,
      data: Buffer.from(frames[index] ?? []),
    })),
  );
  const isSound = first.head.track === 'evidence-sound';
  const flat = all.flat();
  const begin = isSound
    ? from
    : (flat.findLast(({ key, at }) => key && at <= from)?.at ?? flat.find(({ key }) => key)?.at);
  if (begin === undefined) return null;
  const kept = all
    .map((frames) => frames.filter(({ at }) => at >= begin && at < to))
    .filter((frames) => frames.length > 0);
  if (kept.length === 0) return null;
  return { head: first.head, chunks: kept, endedAt: Math.min(to, last.head.endedAt + offsetMs) };
}
