import type { FastifyRequest } from 'fastify';
import { attachment, RequestError, type Attachment, type attachmentsRoutes as contract } from '@protocol';
import type { Access } from '../people/Access';
import { byteRange } from '../recording/byteRange';
import type { SignedInCaller } from '../wire/Caller';
import type { RouteHandlers } from '../wire/http';
import type { Attachments, Incoming } from './Attachments';
import { refuseAttachment } from './refuseAttachment';

export interface AttachmentsRoutesDependencies {
  attachments: Pick<Attachments, 'take' | 'read'>;
  access: Pick<Access, 'may'>;
  clock: () => number;
}

/** A clock further ahead than this is wrong. */
const CLOCK_AHEAD_MS = 5 * 60_000;
/** A file that a browser was made to open as a page may do nothing at all. */
const NOTHING_RUNS = "default-src 'none'; sandbox";

export function attachmentsRoutes({
  attachments,
  access,
  clock,
}: AttachmentsRoutesDependencies): Pick<RouteHandlers, keyof typeof contract> {
  return {
    'POST /media/attachments': async (_, { caller, request, reply }) => {
      const incoming = incomingOf(request, clock());
      mayTakeFrame(access, caller, incoming.cameraId);
      return await reply.code(201).send(await attachments.take(caller, incoming));
    },
    'GET /media/attachments/:attachmentId': async ({ attachmentId }, { request, reply }) => {
      const { file, mimeType } = await attachments.read(attachmentId);
      void reply.headers({
        'content-type': mimeType,
        'content-security-policy': NOTHING_RUNS,
        'content-disposition': 'inline; filename="attachment"',
        'accept-ranges': 'bytes',
        'cache-control': 'private, max-age=86400, immutable',
      });
      const range = byteRange(request.headers.range, file.length);
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.length}`).send();
      if (range === null) return reply.send(file);
      void reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${file.length}`);
      return reply.send(file.subarray(range.first, range.last + 1));
    },
  };
}

function incomingOf({ headers, body }: FastifyRequest, now: number): Incoming {
  const kind = attachment.shape.kind.safeParse(headers['x-attachment-kind']);
  if (!kind.success) return refuseAttachment('unknown-kind', 'x-attachment-kind is picture, frame or voice-note');
  if (!Buffer.isBuffer(body)) return refuseAttachment('wrong-type', 'the body is a file of type image/ or audio/');
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const takenAt = attachment.shape.takenAt.safeParse(numberOf(headers['x-taken-at']));
  const position = attachment.shape.position.safeParse(positionOf(headers['x-position']));
  const cameraId = attachment.shape.cameraId.safeParse(headers['x-camera-id'] ?? null);
  if (!takenAt.success || !position.success || !cameraId.success) {
    throw new RequestError('invalid-input', 'x-taken-at, x-position and x-camera-id must be what they say');
  }
  if (takenAt.data !== null && takenAt.data > now + CLOCK_AHEAD_MS) {
    return refuseAttachment('time-in-the-future', 'x-taken-at');
  }
  return { kind: kind.data, type, body, takenAt: takenAt.data, position: position.data, cameraId: cameraId.data };
}

function numberOf(header: string | string[] | undefined): number | null {
  return header === undefined ? null : Number(header);
}

function positionOf(header: string | string[] | undefined): Attachment['position'] {
  if (header === undefined) return null;
  const [longitude = NaN, latitude = NaN] = String(header).split(',').map(Number);
  return { longitude, latitude };
}

/** A frame of a camera that one may not watch is no frame that one can have. */
function mayTakeFrame(access: Pick<Access, 'may'>, { session }: SignedInCaller, cameraId: string | null): void {
  if (cameraId === null || access.may(session, 'video.watch', [{ kind: 'camera', id: cameraId }])) return;
  throw new RequestError('forbidden', 'video.watch is not held for this camera');
}
