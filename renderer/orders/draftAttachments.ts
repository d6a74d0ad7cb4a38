import type { Attachment } from '@protocol';
import { sayNow } from '../ui/words/languageStore';
import { attachmentRefusalWords, attachmentWords } from './attachmentWords';
import { changeDraft, useDraft } from './draftStore';
import { AttachmentRefused, uploadAttachment, type AttachmentFacts } from './uploadAttachment';

const MOST_ATTACHMENTS = 9;

/** Hands a file to the server and adds it to the order being written; why it was not taken stands in the draft. */
export async function attach(file: Blob, kind: Attachment['kind'], facts: AttachmentFacts = {}): Promise<void> {
  const { attachments, uploads, clientKey } = useDraft.getState();
  if (attachments.length + uploads >= MOST_ATTACHMENTS) {
    changeDraft({ attachmentFailure: sayNow(attachmentWords)('tooMany', { most: MOST_ATTACHMENTS }) });
    return;
  }
  changeDraft({ uploads: uploads + 1, attachmentFailure: null });
  const isSame = (): boolean => useDraft.getState().clientKey === clientKey;
  try {
    const taken = await uploadAttachment(file, kind, facts);
    if (isSame()) changeDraft({ attachments: [...useDraft.getState().attachments, taken] });
  } catch (error) {
    const reason = error instanceof AttachmentRefused ? error.reason : 'failed';
    const why = sayNow(attachmentRefusalWords)(reason);
    if (isSame()) changeDraft({ attachmentFailure: sayNow(attachmentWords)('refused', { why }) });
  } finally {
    if (isSame()) changeDraft({ uploads: useDraft.getState().uploads - 1 });
  }
}
