import type { Attachment } from '@protocol';
import type { AttachmentRow } from './AttachmentsTable';

/** What crosses the wire of an attachment's row. */
export function attachmentOf(row: AttachmentRow): Attachment {
  const { id, kind, mimeType, bytes, width, height, takenAt, position, cameraId } = row;
  return { id, kind, mimeType, bytes, width, height, takenAt, position, cameraId };
}
