import type { Kysely } from 'kysely';
import { RequestError, type reviewRoutes as contract, type SentPiece } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { RecordedViews } from '../recording/RecordedViews';
import type { Recording } from '../recording/Recording';
import { SegmentsTable, type SegmentRow } from '../recording/SegmentsTable';
import type { RouteHandlers } from '../wire/http';
import { keyFramesFrom, pieceFrom } from './piecesOfSegment';

export interface ReviewRoutesDependencies {
  readonly recording: Pick<Recording, 'files'>;
  readonly database: Kysely<Schema>;
  readonly views: Pick<RecordedViews, 'write'>;
}

/** Recorded media in the pieces that decoders begin with, wherever the clock is set. */
export function reviewRoutes(dependencies: ReviewRoutesDependencies): Pick<RouteHandlers, keyof typeof contract> {
  const { recording, database, views } = dependencies;

  async function pieceOf(row: SegmentRow | undefined, frames: 'every' | 'keys', at: number) {
    const bytes = row ? await recording.files.readWhole(row.path, row.bytes) : null;
    if (!row || !bytes) throw new RequestError('not-found', 'it is not on the disk');
    const file = { bytes, initBytes: row.initBytes, isMp4: /^\w+\/mp4/.test(row.mimeType) };
    const offsetMs = at - row.startedAt;
    return { row, ...(frames === 'keys' ? keyFramesFrom(file, offsetMs) : pieceFrom(file, offsetMs)) };
  }

  return {
    'GET /media/pieces/:segmentIds/:frames/:at': async ({ segmentIds, frames, at }, { caller, reply }) => {
      const ids = segmentIds.split(',');
      const rows = new Map((await new SegmentsTable(database).findAll(ids)).map((row) => [row.id, row]));
      const pieces = await Promise.all(ids.map((id) => pieceOf(rows.get(id), frames, Number(at))));
      await views.write(caller, ...pieces.map(({ row }) => viewOf(row)));
      const said = pieces.map(({ row, nextByte, bytes }): SentPiece => ({
        ...{ segmentId: row.id, mimeType: row.mimeType, startedAt: row.startedAt, nextByte, bytes: bytes.length },
      }));
      return reply
        .header('content-type', 'application/octet-stream')
        .header('cache-control', 'no-store')
        .header('x-pieces', JSON.stringify(said))
        .send(Buffer.concat(pieces.map(({ bytes }) => bytes)));
    },
  };
}

function viewOf({ id, placeId, track, startedAt, vehicleId }: SegmentRow) {
  return {
    action: 'recording.play',
    subject: { kind: 'segment', id },
    placeId,
    details: { track, startedAt, ...(vehicleId === null ? {} : { vehicle: vehicleId }) },
  };
}
