import { z } from 'zod';
import { cameraView, captureSource, deletionWhy, gapReason, id, moment, recordedTrack } from '@protocol';

/**
 * What server and recorder say to each other over the control socket: one JSON object a line, parsed at both doors.
 * The server alone knows what is to be recorded; the recorder alone writes media and journals.
 */

/** What a stream shows, as it is written into the journal, so that the index can be rebuilt from the disk alone. */
export const trackDescription = z.object({
  vehicleId: id.nullable(),
  placeId: id,
  track: recordedTrack,
  cameraView: cameraView.nullable(),
  groupId: id.nullable(),
});
export type TrackDescription = z.infer<typeof trackDescription>;

export const streamCodec = z.object({
  mimeType: z.enum(['video/H264', 'video/VP8', 'audio/opus', 'audio/PCMA', 'audio/PCMU']),
  payloadType: z.number().int().min(0).max(127),
  ssrc: z.number().int().min(0).max(0xffff_ffff),
  clockRate: z.number().int().positive(),
  channels: z.number().int().min(1).max(2),
  /** Under which number the packets carry abs-capture-time; missing where they do not. */
  captureExtension: z.number().int().min(1).max(255).optional(),
});
export type StreamCodec = z.infer<typeof streamCodec>;

/** Why a segment ended. A gap's reason is one of them where nothing follows the segment at once. */
export const closeReason = z.enum([
  ...gapReason.options,
  /** It was long enough, and the next one begins where it ends. */
  'rolled',
  /** The picture's parameter sets changed; the next one begins where it ends. */
  'parameters-changed',
  /** The sender's clock jumped against ours. */
  'clock-jumped',
  'burst-ended',
  'recorder-stopped',
  /** Found open at the recorder's start and cut to its last whole fragment. */
  'interrupted',
]);
export type CloseReason = z.infer<typeof closeReason>;

/** Where a terminal's own recording comes from, and what its hash chain says of it. */
export const deviceOrigin = z.object({
  deviceId: id.nullable(),
  chainId: id,
  firstSequence: z.number().int(),
  lastSequence: z.number().int(),
  /** SHA-256 of its last chunk. */
  chainHead: z.string(),
  /** `cut`: the terminal had no room for what came before. `broken`: it is not what the terminal wrote. */
  chain: z.enum(['whole', 'cut', 'broken']),
});

export const toRecorder = z.discriminatedUnion('type', [
  /** Asks for a UDP port on loopback. With `bursts`, only what lies between burst-began and burst-ended is kept. */
  z.object({ type: z.literal('open-stream'), streamId: id, track: trackDescription, bursts: z.boolean() }),
  /** Says from where the packets come and how they are coded; packets from elsewhere are dropped. */
  z.object({
    type: z.literal('start-stream'),
    streamId: id,
    source: z.object({ ip: z.string(), port: z.number().int().min(1).max(65_535) }),
    codec: streamCodec,
  }),
  z.object({ type: z.literal('burst-began'), streamId: id, burstId: id, vehicleId: id.nullable() }),
  z.object({ type: z.literal('burst-ended'), streamId: id, burstId: id }),
  /** Files to be taken off their volume; paths relative to it. */
  z.object({
    type: z.literal('delete-segments'),
    segments: z.array(z.object({ id, path: z.string(), why: deletionWhy })),
  }),
  /** Files that are in the archive, every byte of them, to be taken off their volume. */
  z.object({
    type: z.literal('release-segments'),
    segments: z.array(z.object({ id, path: z.string(), bytes: z.number().int(), sha256: z.string() })),
  }),
  /** The key pictures of a camera's segment, to be written as a segment of their own. The original stays. */
  z.object({
    type: z.literal('reduce-segment'),
    /** Of what is written. */
    segmentId: id,
    original: z.object({
      segmentId: id,
      /** Relative to its volume. */
      path: z.string(),
      /** Absolute: where it was fetched to from the archive; null where it is on a volume. */
      file: z.string().nullable(),
      bytes: z.number().int(),
      initBytes: z.number().int(),
      track: trackDescription,
      mimeType: z.string(),
      startedAt: moment,
      endedAt: moment,
      capture: z.object({ capturedAt: moment, source: captureSource, uncertaintyMs: z.number().int() }).nullable(),
    }),
  }),
  z.object({ type: z.literal('close-stream'), streamId: id, reason: closeReason }),
  /** A terminal's own recording of a time without a line, to be written as a segment. */
  z.object({
    type: z.literal('import-device-segment'),
    segmentId: id,
    /** Absolute: the chunks as they were handed in, each after its length. */
    file: z.string(),
    track: trackDescription,
    /** What lies outside was recorded live. The first picture is the last key frame at or before the beginning. */
    from: moment,
    to: moment,
    clock: z.object({ offsetMs: z.number(), uncertaintyMs: z.number().int() }),
    device: deviceOrigin,
  }),
]);
export type ToRecorder = z.infer<typeof toRecorder>;

export const streamStatistics = z.object({
  streamId: id,
  packets: z.number().int(),
  lostPackets: z.number().int(),
  /** True while a segment is open. */
  writing: z.boolean(),
  /** True while the disk refuses what is to be written. */
  diskFails: z.boolean(),
  lastPacketAt: moment.nullable(),
});
export type StreamStatistics = z.infer<typeof streamStatistics>;

/** One folder that is written to. */
export const volumeState = z.object({
  /** Absolute. */
  directory: z.string(),
  /** Null where it cannot be asked. */
  totalBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
  /** False while it refuses what is written to it, and where it could not be had at the recorder's start. */
  works: z.boolean(),
});
export type VolumeState = z.infer<typeof volumeState>;

export const fromRecorder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), processId: z.number().int(), startedAt: moment }),
  z.object({ type: z.literal('stream-opened'), streamId: id, port: z.number().int() }),
  z.object({ type: z.literal('stream-refused'), streamId: id, message: z.string() }),
  /** No key frame on disk yet, or none for two seconds. */
  z.object({ type: z.literal('key-frame-wanted'), streamId: id }),
  /** There is more in the journal, `path` relative to the volume. */
  z.object({ type: z.literal('journal-grew'), volume: z.string(), path: z.string() }),
  z.object({
    type: z.literal('statistics'),
    volumes: z.array(volumeState),
    streams: z.array(streamStatistics),
  }),
]);
export type FromRecorder = z.infer<typeof fromRecorder>;
