import { z } from 'zod';
import { id, moment, nothing, request, touchesNothing } from './contract';
import { cameraView } from './fleet';

const MOST_CAMERAS = 16;
/** A clip is at most this long. */
const LONGEST_CLIP_MS = 4 * 60 * 60_000;
const markedCamera = z.object({ vehicleId: id, view: cameraView });

/** A moment or a stretch of the record that somebody set apart, over one or several cameras at once, with why. */
export const mark = z.object({
  id,
  from: moment,
  /** The same as `from` for a mark at a moment. */
  to: moment,
  cameras: z.array(markedCamera),
  text: z.string(),
  authorName: z.string(),
  createdAt: moment,
});
export type Mark = z.infer<typeof mark>;

export const marksRequests = {
  /** Those of a span and some vehicles; seen by whoever may play recordings at every place that they belonged to then. */
  'marks:list': request({
    input: z.object({ vehicleIds: z.array(id).min(1).max(MOST_CAMERAS), from: moment, to: moment }).strict(),
    output: z.object({ marks: z.array(mark) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** Sent again with the same `clientKey`, it answers with the mark that exists. */
  'marks:add': request({
    input: z
      .object({
        clientKey: z.uuid(),
        from: moment,
        to: moment,
        cameras: z.array(markedCamera).min(1).max(MOST_CAMERAS),
        text: z.string().trim().max(500),
      })
      .strict()
      .refine(({ from, to }) => from <= to && to - from <= LONGEST_CLIP_MS),
    output: mark,
    permission: 'recording.mark',
    touches: ({ cameras }) => cameras.map(({ vehicleId }) => ({ kind: 'vehicle' as const, id: vehicleId })),
  }),
  /** The audit keeps what it was. */
  'marks:remove': request({
    input: z.object({ markId: id }).strict(),
    output: nothing,
    permission: 'recording.mark',
    touches: ({ markId }) => [{ kind: 'mark', id: markId }],
  }),
  /** Said before a picture of a moment leaves the page as a file: an export like any other, with its reason. */
  'marks:takeStill': request({
    input: z.object({ camera: markedCamera, at: moment, reason: z.string().trim().min(1).max(200) }).strict(),
    output: nothing,
    permission: 'evidence.export',
    touches: ({ camera }) => [{ kind: 'vehicle', id: camera.vehicleId }],
  }),
} as const;
