import { z } from 'zod';
import { id, route } from './contract';
import { cameraView } from './fleet';

/** A chunk of a terminal's own recording lasts about a second and a half; this is more than the best picture of it takes. */
const DEVICE_CHUNK_MOST_BYTES = 4 * 1024 * 1024;
/** A file of a terminal's own recording ends after so many chunks, and the next one begins. */
export const DEVICE_SEGMENT_MOST_CHUNKS = 60;
const MOST_FRAMES_A_CHUNK = 600;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** The head of a chunk. What the chain binds is the whole chunk, this included. */
const deviceChunkHead = z
  .object({
    version: z.literal(1),
    segmentId: z.uuid(),
    /** Its place in the segment, from 0. */
    index: z.number().int().min(0),
    /** One for each track and each start of the terminal's page. */
    chainId: z.uuid(),
    /** Its place in the chain, from 0. */
    sequence: z.number().int().min(0),
    /** SHA-256 of the chunk before it in the chain; zeros for the first. */
    previous: digest,
    vehicleId: id,
    track: z.enum(['camera', 'evidence-sound']),
    cameraView: cameraView.nullable(),
    codec: z.enum(['video/H264', 'video/VP8', 'audio/opus']),
    channels: z.number().int().min(1).max(2),
    /** Base64 of an avcC record, or of width and height of a VP8 picture as two 16-bit numbers; empty for sound. */
    configuration: z.string().max(4_000),
    /** Milliseconds since 1970 on the terminal's clock, of which fractions count. */
    startedAt: z.number().nonnegative(),
    endedAt: z.number().nonnegative(),
    /** What was known to be added to the terminal's clock when this was recorded; null where nothing was. */
    clockOffsetMs: z.number().nullable(),
    /** Of each frame: milliseconds since `startedAt`, length in bytes, and 1 for a key frame. */
    frames: z
      .array(z.tuple([z.number().nonnegative(), z.number().int().min(1), z.literal([0, 1])]))
      .min(1)
      .max(MOST_FRAMES_A_CHUNK),
  })
  .strict();
export type DeviceChunkHead = z.infer<typeof deviceChunkHead>;

export interface DeviceChunk {
  readonly head: DeviceChunkHead;
  readonly frames: readonly Uint8Array[];
}

const LENGTH_BYTES = 4;

/** A chunk as it is kept, hashed and sent: the length of its head, its head as JSON, its frames one after the other. */
export function writeDeviceChunk({ head, frames }: DeviceChunk): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const payload = frames.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(LENGTH_BYTES + text.length + payload);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + text.length;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** The chunk in these bytes; null where they are not exactly one. */
export function readDeviceChunk(bytes: Uint8Array): DeviceChunk | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  if (LENGTH_BYTES + length > bytes.length) return null;
  const head = parseHead(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
  if (!head || head.endedAt < head.startedAt) return null;
  const frames: Uint8Array[] = [];
  let at = LENGTH_BYTES + length;
  for (const [, size] of head.frames) {
    frames.push(bytes.subarray(at, at + size));
    at += size;
  }
  return at === bytes.length ? { head, frames } : null;
}

function parseHead(text: string): DeviceChunkHead | null {
  try {
    return deviceChunkHead.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What the terminal says when it has handed in a segment: how many chunks it has, and how its clock stands to ours. */
export const deviceSegmentEnd = z
  .object({
    chunks: z.number().int().min(1).max(DEVICE_SEGMENT_MOST_CHUNKS),
    /** To be added to the terminal's clock, as measured now, and how far off that may be. */
    clockOffsetMs: z.number(),
    clockUncertaintyMs: z.number().nonnegative(),
  })
  .strict();
export type DeviceSegmentEnd = z.infer<typeof deviceSegmentEnd>;

/** What the server has of a segment, safe from the death of its process. */
export const deviceSegmentReceipt = z.object({
  /** So many of its first chunks. */
  chunks: z.number().int(),
  /** True where it has all of them, so that the terminal may let go of them. */
  complete: z.boolean(),
});
export type DeviceSegmentReceipt = z.infer<typeof deviceSegmentReceipt>;

/** Why something was not taken, as the first word of the refusal's message. */
export const deviceRecordingRefusals = [
  'not-a-chunk',
  'other-segment',
  'other-vehicle',
  'too-many-chunks',
  'time-in-the-future',
  'storage-full',
] as const;

const ofSegment = z.object({ vehicleId: id, segmentId: z.uuid() });
const DIGITS = /^\d{1,4}$/;

/**
 * What a terminal recorded by itself while it had no line, handed in afterwards by the crew that is signed in on it: under
 * the vehicle that its tablet was signed in for at that moment, and the place of that vehicle then, wherever the tablet is
 * now. `other-vehicle` for what the tablet cannot have recorded: it stays on the tablet.
 */
export const deviceRecordingRoutes = {
  /**
   * The body is one chunk, `application/octet-stream`; `x-digest` is the hash that the terminal keeps beside it,
   * `x-clock-offset` what is to be added to the terminal's clock. Answers with the receipt, once it is on the disk. One
   * that is there already changes nothing; one that comes too early is answered with what is missing before it.
   */
  'POST /media/device-recordings/:vehicleId/:segmentId/chunks/:index': route({
    params: ofSegment.extend({ index: z.string().regex(DIGITS) }),
    mostBytes: DEVICE_CHUNK_MOST_BYTES,
    permission: 'terminal.work',
    touches: ({ vehicleId }) => [{ kind: 'tablet-vehicle', id: vehicleId }],
  }),
  /** Says that a segment has been handed in; the body is a `deviceSegmentEnd`. Answers with the receipt. */
  'POST /media/device-recordings/:vehicleId/:segmentId/end': route({
    params: ofSegment,
    permission: 'terminal.work',
    touches: ({ vehicleId }) => [{ kind: 'tablet-vehicle', id: vehicleId }],
  }),
} as const;
