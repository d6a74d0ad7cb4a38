import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { RequestError, type voiceLogRoutes as contract } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import { byteRange } from '../recording/byteRange';
import type { Recording } from '../recording/Recording';
import type { RouteHandlers } from '../wire/http';
import { oggOpus } from './oggOpus';
import { opusPacketsOfMp4 } from './opusPacketsOfMp4';
import type { RecentSound } from './RecentSound';
import { VoiceLogTable } from './VoiceLogTable';

const OGG_OPUS = 'audio/ogg; codecs=opus';

export interface VoiceLogRoutesDependencies {
  readonly recording: Pick<Recording, 'files'>;
  readonly recent: Pick<RecentSound, 'file'>;
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
}

/** What was said, over HTTP: a recorded burst as one file, and the last 30 s of a group. */
export function voiceLogRoutes(dependencies: VoiceLogRoutesDependencies): Pick<RouteHandlers, keyof typeof contract> {
  const { recording, recent, database, audit } = dependencies;
  return {
    'GET /media/bursts/:burstId': async ({ burstId }, { caller, request, reply }) => {
      const table = new VoiceLogTable(database);
      const [burst, files] = await Promise.all([table.find(burstId), table.filesOf(burstId)]);
      const packets = await Promise.all(
        files.map(async ({ path, bytes }) => packetsOf(await recording.files.readWhole(path, bytes), bytes)),
      );
      const sound = packets.flat();
      if (!burst || sound.length === 0) throw new RequestError('not-found', 'nothing of it is recorded');
      const grows = burst.endedAt === null || files.some(({ state }) => state === 'open');
      const first = /^bytes=(?!0-)/.test(request.headers.range ?? '') ? 'later part' : 'beginning';
      // A player asks in many ranges; that which begins at the beginning stands for the hearing of it.
      if (first === 'beginning' && request.method !== 'HEAD') {
        await audit.write(database, {
          caller,
          action: 'recording.play',
          subject: { kind: 'burst', id: burstId },
          placeId: burst.placeId,
          details: { group: burst.groupName, speaker: burst.speakerName, startedAt: burst.startedAt },
        });
      }
      return send(oggOpus(sound), grows ? 'no-store' : 'private, max-age=3600', request, reply);
    },

    'GET /media/groups/:groupId/recent': async ({ groupId }, { request, reply }) => {
      const file = recent.file(groupId);
      if (!file) throw new RequestError('not-found', 'nothing was said in the last 30 s');
      return send(file, 'no-store', request, reply);
    },
  };
}

function packetsOf(file: Buffer | null, bytes: number): Buffer[] {
  return file ? opusPacketsOfMp4(file.subarray(0, bytes)) : [];
}

function send(file: Buffer, cacheControl: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const range = byteRange(request.headers.range, file.length);
  void reply.header('accept-ranges', 'bytes').header('content-type', OGG_OPUS).header('cache-control', cacheControl);
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.length}`).send();
  const part = range ? file.subarray(range.first, range.last + 1) : file;
  if (range) void reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${file.length}`);
  void reply.header('content-length', part.length);
  return request.method === 'HEAD' ? reply.send() : reply.send(part);
}
