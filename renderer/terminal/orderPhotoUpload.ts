import { AttachmentRefused, uploadAttachment } from '../orders/uploadAttachment';
import { OrderPhotos, type OrderPhoto } from './OrderPhotos';

let opened: Promise<OrderPhotos> | null = null;
const photos = (): Promise<OrderPhotos> => (opened ??= OrderPhotos.create());

/** What the server has taken already, so that a step that is sent again does not send its photos again. */
const taken = new Map<string, string>();

/** Keeps a photo until the step that it belongs to has been confirmed; answers with its key. */
export async function keepPhoto(photo: OrderPhoto): Promise<string> {
  const key = crypto.randomUUID();
  await (await photos()).put(key, photo);
  return key;
}

/**
 * Hands the photos of a step to the server, in their order. One that the server will never take is left out; throws
 * where it should be tried again.
 */
export async function uploadPhotos(keys: readonly string[]): Promise<string[]> {
  const attachmentIds: string[] = [];
  for (const key of keys) {
    const attachmentId = taken.get(key) ?? (await uploadPhoto(key));
    if (attachmentId === null) continue;
    taken.set(key, attachmentId);
    attachmentIds.push(attachmentId);
  }
  return attachmentIds;
}

/** The step is confirmed, or refused for good: its photos are not needed on this tablet any more. */
export async function forgetPhotos(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    taken.delete(key);
    await (await photos()).remove(key);
  }
}

async function uploadPhoto(key: string): Promise<string | null> {
  const photo = await (await photos()).get(key);
  if (photo === null) return null;
  const { file, takenAt, position } = photo;
  try {
    return (await uploadAttachment(file, 'picture', { takenAt, position })).id;
  } catch (error) {
    if (!(error instanceof AttachmentRefused) || !error.isFinal) throw error;
    console.warn('a photo was not taken and is left out', error.reason);
    return null;
  }
}
