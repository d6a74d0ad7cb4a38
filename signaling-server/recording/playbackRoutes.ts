import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import { RequestError, type recordingRoutes } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import type { PictureWatch } from '../pictures/PictureWatch';
import type { RouteHandlers } from '../wire/http';
import { byteRange } from './byteRange';
import type { RecordedViews } from './RecordedViews';
import { readKeyFrame } from './readKeyFrame';
import type { Recording } from './Recording';
import { SegmentsTable } from './SegmentsTable';

export interface PlaybackRoutesDependencies {
  readonly recording: Pick<Recording, 'files'>;
  readonly database: Kysely<Schema>;
  readonly fleet: Pick<Fleet, 'camera' | 'locateVehicle'>;
  readonly views: RecordedViews;
  /** The pictures that were decoded already. */
  readonly pictures: Pick<PictureWatch, 'posterOf'>;
}

/** Recorded media over HTTP. */
export function playbackRoutes(
  dependencies: PlaybackRoutesDependencies,
): Pick<RouteHandlers, keyof typeof recordingRoutes> {
  const { recording, database, fleet, views, pictures } = dependencies;

  return {
    'GET /media/segments/:segmentId': async ({ segmentId }, { caller, request, reply }) => {
      const row = await new SegmentsTable(database).find(segmentId);
      const file = row ? await recording.files.open(row.path) : null;
      if (!row || !file) throw new RequestError('not-found', 'it is not on the disk');
      const range = byteRange(request.headers.range, row.bytes);
      const isSent = range !== 'unsatisfiable' && request.method !== 'HEAD';
      try {
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
      } catch (error) {
        await file.close();
        throw error;
      }
      if (!isSent) await file.close();
      void reply
        .header('accept-ranges', 'bytes')
        .header('content-type', row.mimeType)
        .header('cache-control', row.state === 'open' ? 'no-store' : 'private, max-age=3600, immutable');
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${row.bytes}`).send();
      const { first, last } = range ?? { first: 0, last: row.bytes - 1 };
      if (range) void reply.code(206).header('content-range', `bytes ${first}-${last}/${row.bytes}`);
      void reply.header('content-length', last - first + 1);
      // Fastify would say that nothing is nothing long; it leaves the length of a stream as it is, and does not send it.
      return reply.send(isSent ? file.stream(first, last) : Readable.from([]));
    },

    'GET /media/cameras/:cameraId/poster': async ({ cameraId }, { caller, reply }) => {
      const camera = fleet.camera(cameraId);
      const still = camera && pictures.posterOf(cameraId);
      const placeId = camera && fleet.locateVehicle(camera.vehicleId)?.placeId;
      if (camera && still) {
        await views.write(caller, {
          action: 'video.poster',
          subject: { kind: 'camera', id: cameraId },
          ...(placeId == null ? {} : { placeId }),
          details: { capturedAt: still.capturedAt },
        });
        void reply
          .header('content-type', 'image/jpeg')
          .header('cache-control', 'no-store')
          .header('content-length', still.jpeg.length)
          .header('x-captured-at', String(still.capturedAt));
        return reply.send(still.jpeg);
      }
      // The right is that at the vehicle's place, and what was recorded elsewhere before it came there is not under it.
      const row =
        camera && placeId != null
          ? await new SegmentsTable(database).newestKeyFrame(camera.vehicleId, camera.view, placeId)
          : null;
      const poster = row ? await readKeyFrame(recording.files, row) : null;
      if (!row || !poster) throw new RequestError('not-found', 'nothing of this camera is recorded');
      await views.write(caller, {
        action: 'video.poster',
        subject: { kind: 'camera', id: cameraId },
        placeId: row.placeId,
        details: { capturedAt: row.keyAt ?? row.startedAt },
      });
      void reply
        .header('content-type', row.mimeType)
        .header('cache-control', 'no-store')
        .header('content-length', poster.length)
        .header('x-captured-at', String(row.keyAt));
      return reply.send(poster);
    },
  };
}
