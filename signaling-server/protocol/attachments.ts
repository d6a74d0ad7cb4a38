import { z } from 'zod';
import { id, moment, route, touchesNothing } from './contract';

/** A picture, a frame taken from live video, or a voice note. Pictures are re-encoded by the server, metadata removed. */
export const attachment = z.object({
  id,
  kind: z.enum(['picture', 'frame', 'voice-note']),
  mimeType: z.enum(['image/jpeg', 'audio/ogg', 'audio/webm', 'audio/mp4']),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** When and where it was taken, as its metadata or its sender said; null where unknown. */
  takenAt: moment.nullable(),
  position: z.object({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) }).nullable(),
  /** The camera a frame was taken from. */
  cameraId: id.nullable(),
});
export type Attachment = z.infer<typeof attachment>;

export const ATTACHMENT_MOST_BYTES = 12 * 1024 * 1024;

/** Why a file was not taken, as the first word of the refusal's message. */
export const attachmentRefusals = [
  'unknown-kind',
  'wrong-type',
  'not-a-picture',
  'too-many-pixels',
  'not-a-voice-note',
  'too-large',
  'time-in-the-future',
] as const;

export const attachmentsRoutes = {
  /**
   * The body is the file, 12 MB at most, with its `content-type` and `x-attachment-kind`; a picture is re-encoded. What
   * the sender knows of a frame goes into `x-taken-at`, `x-position` (`longitude,latitude`) and `x-camera-id`. Answers
   * with the attachment, which belongs to its sender until an order or a receipt takes it. A file that is not what it
   * says it is refused with `invalid-input` and a message that begins with one of `attachmentRefusals`.
   */
  'POST /media/attachments': route({
    params: z.object({}),
    mostBytes: ATTACHMENT_MOST_BYTES,
    permission: 'orders.view',
    touches: touchesNothing,
  }),
  'GET /media/attachments/:attachmentId': route({
    params: z.object({ attachmentId: id }),
    permission: 'orders.view',
    touches: ({ attachmentId }) => [{ kind: 'attachment', id: attachmentId }],
  }),
} as const;
