import type { coversRoutes as routesOfCovers } from '@protocol';
import { sendKeptFile } from '../marks/sendKeptFile';
import type { RouteHandlers } from '../wire/http';
import type { CoveredCopies } from './CoveredCopies';

/** Covered copies over HTTP. */
export function coversRoutes({
  copies,
}: {
  readonly copies: Pick<CoveredCopies, 'handOut'>;
}): Pick<RouteHandlers, keyof typeof routesOfCovers> {
  return {
    'GET /media/covers/:coverId': async ({ coverId }, { caller, reply }) => {
      const path = await copies.handOut(coverId, caller);
      return await sendKeptFile(reply, { path, contentType: 'video/mp4', name: `zhiqin-covered-copy-${coverId}.mp4` });
    },
  };
}
