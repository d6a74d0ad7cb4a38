import { open } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import { RequestError, type reviewRoutes as contract } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { RecordedViews } from '../recording/RecordedViews';
import type { Recording } from '../recording/Recording';
import { SegmentsTable, type SegmentRow } from '../recording/SegmentsTable';
import type { SignedInCaller } from '../wire/Caller';
import type { RouteHandlers } from '../wire/http';
import { keyFramesFrom, pieceFrom, type WholeFile } from './piecesOfSegment';

export interface ReviewRoutesDependencies {
  readonly recording: Pick<Recording, 'fileOf'>;
  readonly database: Kysely<Schema>;
  readonly views: Pick<RecordedViews, 'write'>;
}

/** Recorded media in the pieces that a decoder begins with, wherever in a file the clock is set. */
export function reviewRoutes(dependencies: ReviewRoutesDependencies): Pick<RouteHandlers, keyof typeof contract> {
  const { recording, database, views } = dependencies;

  async function wholeFile(segmentId: string, caller: SignedInCaller): Promise<{ row: SegmentRow; file: WholeFile }> {
    const row = await new SegmentsTable(database).find(segmentId);
    const bytes = row ? await readWhole(recording.fileOf(row.path), row.bytes) : null;
    if (!row || !bytes) throw new RequestError('not-found', 'it is not on the disk');
    await views.write(caller, {
      action: 'recording.play',
      subject: { kind: 'segment', id: row.id },
      placeId: row.placeId,
      details: {
        track: row.track,
        startedAt: row.startedAt,
        ...(row.vehicleId === null ? {} : { vehicle: row.vehicleId }),
      },
    });
    return { row, file: { bytes, initBytes: row.initBytes, isMp4: !row.mimeType.startsWith('video/webm') } };
  }

  return {
    'GET /media/segments/:segmentId/from/:at': async ({ segmentId, at }, { caller, reply }) => {
      const { row, file } = await wholeFile(segmentId, caller);
      const { bytes, nextByte } = pieceFrom(file, Number(at) - row.startedAt);
      return send(reply.header('x-next-byte', nextByte), row, bytes);
    },
    'GET /media/segments/:segmentId/keys/:at': async ({ segmentId, at }, { caller, reply }) => {
      const { row, file } = await wholeFile(segmentId, caller);
      return send(reply, row, keyFramesFrom(file, Number(at) - row.startedAt));
    },
  };
}

function send(reply: FastifyReply, { startedAt, mimeType }: SegmentRow, bytes: Buffer): FastifyReply {
  return reply
    .header('content-type', mimeType)
    .header('cache-control', 'no-store')
    .header('x-started-at', startedAt)
    .send(bytes);
}

/** The first bytes of a file; null where it has gone. A segment lasts ten seconds, so that it is small. */
async function readWhole(path: string, bytes: number): Promise<Buffer | null> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
