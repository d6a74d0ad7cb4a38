import type { coversRoutes as routesOfCovers } from '@protocol';
import type { ExportRights } from '../evidence/ExportRights';
import { sendKeptFile } from '../marks/sendKeptFile';
import type { RouteHandlers } from '../wire/http';
import type { CoveredCopies } from './CoveredCopies';

/** Covered copies over HTTP. */
export function coversRoutes({
  copies,
  rights,
}: {
  readonly copies: Pick<CoveredCopies, 'handOut'>;
  readonly rights: ExportRights;
}): Pick<RouteHandlers, keyof typeof routesOfCovers> {
  return {
    'GET /media/covers/:coverId': async ({ coverId }, { caller, reply }) => {
      const path = await copies.handOut(coverId, caller, rights.of(caller.session));
      return await sendKeptFile(reply, { path, contentType: 'video/mp4', name: `zhiqin-covered-copy-${coverId}.mp4` });
    },
  };
}
