import { z } from 'zod';
import { captureSource, deletionWhy, id, moment } from '@protocol';
import { digest } from './digestOf';
import { closeReason, deviceOrigin, trackDescription } from './recorderProtocol';

/**
 * One line of a journal. A line is written after the bytes that it speaks of, so that whatever a journal says is there
 * to be read. Moments are the recorder's wall clock in milliseconds; offsets and lengths are bytes.
 */
export const journalLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('segment-opened'),
    segmentId: id,
    /** Relative to the volume. */
    path: z.string(),
    track: trackDescription,
    burstId: id.nullable(),
    mimeType: z.string(),
    initBytes: z.number().int(),
    /** Of the initialisation part; missing in journals of recorders that did not seal yet, as are the others. */
    digest: digest.optional(),
    startedAt: moment,
    /** Set where the terminal recorded it by itself. */
    device: deviceOrigin.optional(),
    /** Set for the key pictures of another segment, which was so long. */
    reducedFrom: z.object({ segmentId: id, bytes: z.number().int() }).optional(),
  }),
  z.object({
    type: z.literal('fragment'),
    segmentId: id,
    offset: z.number().int(),
    bytes: z.number().int(),
    startedAt: moment,
    endedAt: moment,
    /** True where the fragment begins with a key frame. */
    key: z.boolean(),
    digest: digest.optional(),
    /** When the first packets of its first and its last frame came. */
    arrived: z.object({ first: moment, last: moment }).optional(),
    /** RTP times of its first and its last frame, unwrapped, in ticks of the sender's clock. */
    rtpTimes: z.object({ first: z.number().int(), last: z.number().int() }).optional(),
  }),
  /** Packets that never came; what they carried is missing or concealed at this moment. */
  z.object({ type: z.literal('damaged'), segmentId: id, at: moment, lostPackets: z.number().int() }),
  /**
   * When the segment's first frame was taken, learnt after it was written, and how far off that may be. On the sender's
   * clock, or on ours where `source` is a report that the media worker has moved to it.
   */
  z.object({
    type: z.literal('capture-time'),
    segmentId: id,
    capturedAt: moment,
    source: captureSource,
    uncertaintyMs: z.number().int(),
  }),
  /** Its file was read back whole from the archive. Written before it is taken off the volume. */
  z.object({
    type: z.literal('segment-archived'),
    segmentId: id,
    at: moment,
    bytes: z.number().int(),
    sha256: z.string(),
  }),
  /** Written before the file is removed. */
  z.object({ type: z.literal('segment-deleted'), segmentId: id, at: moment, why: deletionWhy }),
  /** Written before the cut is made. */
  z.object({ type: z.literal('tail-cut'), segmentId: id, fromBytes: z.number().int(), toBytes: z.number().int() }),
  z.object({
    type: z.literal('segment-closed'),
    segmentId: id,
    endedAt: moment,
    bytes: z.number().int(),
    reason: closeReason,
  }),
]);
export type JournalLine = z.infer<typeof journalLine>;

/** The line, or null for one that no recorder of ours wrote (a torn or foreign one). */
export function parseJournalLine(text: string): JournalLine | null {
  try {
    return journalLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
