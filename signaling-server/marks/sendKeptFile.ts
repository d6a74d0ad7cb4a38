import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import { RequestError } from '@protocol';

export interface KeptFile {
  readonly path: string;
  readonly contentType: string;
  /** Under which it is kept by whoever downloads it. */
  readonly name: string;
}

/** Answers with a file of the house, to be kept. */
export async function sendKeptFile(reply: FastifyReply, { path, contentType, name }: KeptFile): Promise<FastifyReply> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new RequestError('not-found', 'it is not on the disk');
  return reply
    .header('content-type', contentType)
    .header('content-length', found.size)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(createReadStream(path));
}
