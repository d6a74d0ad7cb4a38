import { z } from 'zod';
import { id, moment, nothing, request, route, touchesNothing } from './contract';
import { cameraView } from './fleet';

const MOST_CAMERAS = 16;
/** A clip is at most this long. */
const LONGEST_CLIP_MS = 4 * 60 * 60_000;
export const markedCamera = z.object({ vehicleId: id, view: cameraView });

/** A moment or a stretch of the record that somebody set apart, over one or several cameras at once, with why. */
export const mark = z.object({
  id,
  from: moment,
  /** The same as `from` for a mark at a moment. */
  to: moment,
  cameras: z.array(markedCamera),
  /** Of a clip; empty for a mark at a moment. */
  name: z.string(),
  text: z.string(),
  authorName: z.string(),
  createdAt: moment,
});
export type Mark = z.infer<typeof mark>;

/** One picture of a recording as a file of its own, with plate, camera, place and time below it. A copy, never the original. */
export const still = z.object({
  id,
  vehicleId: id,
  cameraView,
  plate: z.string(),
  /** When the picture was recorded, on the server's clock. */
  at: moment,
  /** The recording it was taken from, and the SHA-256 of that one's first `sourceBytes` bytes. */
  segmentId: id,
  sourceBytes: z.number().int(),
  sourceSha256: z.string(),
  reason: z.string(),
  /** Of the picture's file. */
  bytes: z.number().int(),
  sha256: z.string(),
  authorName: z.string(),
  createdAt: moment,
});
export type Still = z.infer<typeof still>;

export const marksRequests = {
  /** Those of a span and some vehicles; seen by whoever may play recordings at every place that they belonged to then. */
  'marks:list': request({
    input: z.object({ vehicleIds: z.array(id).min(1).max(MOST_CAMERAS), from: moment, to: moment }).strict(),
    output: z.object({ marks: z.array(mark) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /**
   * Sent again with the same `clientKey`, it answers with the mark that exists. `forbidden` where a part of it was
   * recorded at a place at which the caller may not mark, wherever the vehicle is now.
   */
  'marks:add': request({
    input: z
      .object({
        clientKey: z.uuid(),
        from: moment,
        to: moment,
        cameras: z.array(markedCamera).min(1).max(MOST_CAMERAS),
        name: z.string().trim().max(60).optional(),
        text: z.string().trim().max(500),
      })
      .strict()
      .refine(({ from, to }) => from <= to && to - from <= LONGEST_CLIP_MS),
    output: mark,
    permission: 'recording.mark',
    touches: touchesNothing,
  }),
  /** The audit keeps what it was. */
  'marks:remove': request({
    input: z.object({ markId: id }).strict(),
    output: nothing,
    permission: 'recording.mark',
    touches: ({ markId }) => [{ kind: 'mark', id: markId }],
  }),
  /**
   * Keeps the picture that a recording shows at a moment. Sent again with the same `clientKey`, it answers with the
   * still that exists. `not-found` where nothing can be seen at that moment.
   */
  'marks:takeStill': request({
    input: z
      .object({ clientKey: z.uuid(), segmentId: id, at: moment, reason: z.string().trim().min(1).max(200) })
      .strict(),
    output: still,
    permission: 'recording.mark',
    touches: ({ segmentId }) => [{ kind: 'segment', id: segmentId }],
  }),
  /** The stills of some vehicles in a span, oldest first; of recordings that the caller may play. */
  'marks:stills': request({
    input: z.object({ vehicleIds: z.array(id).min(1).max(MOST_CAMERAS), from: moment, to: moment }).strict(),
    output: z.object({ stills: z.array(still) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
} as const;

export const marksRoutes = {
  /** The picture of a still: it leaves the house, so that each time is a row in the audit record. */
  'GET /media/stills/:stillId': route({
    params: z.object({ stillId: id }),
    permission: 'evidence.export',
    touches: ({ stillId }) => [{ kind: 'still', id: stillId }],
  }),
} as const;
