import { attachment, attachmentRefusals, ATTACHMENT_MOST_BYTES, type Attachment } from '@protocol';
import { z } from 'zod';
import { bearer } from '../session/sessionStore';

/** Why a file was not taken: by name, or `failed` where the server could not be reached or was busy. */
export type AttachmentRefusal = (typeof attachmentRefusals)[number] | 'failed';

export class AttachmentRefused extends Error {
  constructor(
    readonly reason: AttachmentRefusal,
    /** False where the same file may be taken the next time. */
    readonly isFinal: boolean,
  ) {
    super(reason);
  }
}

/** What the sender knows of a picture that its file does not say. */
export interface AttachmentFacts {
  readonly takenAt?: number | null;
  readonly position?: { readonly longitude: number; readonly latitude: number } | null;
  readonly cameraId?: string | null;
}

const refusal = z.object({ message: z.string() });

/** Hands a file to the server, which makes its own of it. Throws AttachmentRefused. */
export async function uploadAttachment(
  file: Blob,
  kind: Attachment['kind'],
  { takenAt = null, position = null, cameraId = null }: AttachmentFacts = {},
): Promise<Attachment> {
  if (file.size > ATTACHMENT_MOST_BYTES) throw new AttachmentRefused('too-large', true);
  const headers = new Headers({ ...bearer(), 'x-attachment-kind': kind });
  headers.set('content-type', file.type.split(';')[0] ?? '');
  if (takenAt !== null) headers.set('x-taken-at', String(Math.round(takenAt)));
  if (position !== null) headers.set('x-position', `${position.longitude},${position.latitude}`);
  if (cameraId !== null) headers.set('x-camera-id', cameraId);
  const response = await fetch('/media/attachments', { method: 'POST', headers, body: file }).catch(() => null);
  if (response === null) throw new AttachmentRefused('failed', false);
  const answer: unknown = await response.json().catch(() => null);
  const taken = response.ok ? attachment.safeParse(answer) : null;
  if (taken?.success === true) return taken.data;
  throw refusalOf(response.status, refusal.safeParse(answer).data?.message ?? '');
}

/** The first word of the message is the reason, where it is the file's. */
function refusalOf(status: number, message: string): AttachmentRefused {
  const reason = attachmentRefusals.find((one) => message.startsWith(one));
  if (reason !== undefined) return new AttachmentRefused(reason, true);
  if (status === 413) return new AttachmentRefused('too-large', true);
  return new AttachmentRefused('failed', status === 403);
}

/** The same file once more, for an order of its own: what one order has, no other can take. */
export async function copyAttachment(original: Attachment): Promise<Attachment> {
  const { kind, takenAt, position, cameraId } = original;
  return await uploadAttachment(await loadAttachment(original.id), kind, { takenAt, position, cameraId });
}

/** Throws where the server has it not, or not for this person. */
export async function loadAttachment(attachmentId: string): Promise<Blob> {
  const response = await fetch(`/media/attachments/${encodeURIComponent(attachmentId)}`, { headers: bearer() });
  if (!response.ok) throw new Error(`the attachment was answered with ${response.status}`);
  return await response.blob();
}
