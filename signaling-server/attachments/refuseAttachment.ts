import { RequestError, type attachmentRefusals } from '@protocol';

/** Throws `invalid-input` with the refusal's name as the first word of the message. */
export function refuseAttachment(why: (typeof attachmentRefusals)[number], detail: string): never {
  throw new RequestError('invalid-input', `${why}: ${detail}`);
}
