import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import type { evidenceRoutes as routesOfEvidence } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import { byteRange } from '../recording/byteRange';
import type { RouteHandlers } from '../wire/http';
import type { EvidencePackages } from './EvidencePackages';

export interface EvidenceRoutesDependencies {
  readonly packages: Pick<EvidencePackages, 'zipOf'>;
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
}

/** Finished packages over HTTP. */
export function evidenceRoutes({
  packages,
  database,
  audit,
}: EvidenceRoutesDependencies): Pick<RouteHandlers, keyof typeof routesOfEvidence> {
  return {
    'GET /media/packages/:packageId': async ({ packageId }, { caller, request, reply }) => {
      const { path, record } = await packages.zipOf(packageId);
      const bytes = record.bytes ?? 0;
      const range = byteRange(request.headers.range, bytes);
      void reply
        .header('accept-ranges', 'bytes')
        .header('content-type', 'application/zip')
        .header('content-disposition', `attachment; filename="zhiqin-evidence-${packageId}.zip"`)
        .header('cache-control', 'no-store');
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
      const { first, last } = range ?? { first: 0, last: bytes - 1 };
      if (request.method !== 'HEAD' && first === 0) {
        const subject = { kind: 'package', id: packageId };
        const { reason } = record.scope;
        const details = { package: packageId, reason, manifestSha256: record.manifestSha256 ?? '' };
        await audit.write(database, { caller, action: 'evidence.download', subject, placeId: record.placeId, details });
      }
      if (range) void reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`);
      void reply.header('content-length', last - first + 1);
      if (request.method === 'HEAD') return reply.send(Readable.from([]));
      return reply.send(createReadStream(path, { start: first, end: last }));
    },
  };
}
