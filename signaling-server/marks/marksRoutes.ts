import type { marksRoutes as routesOfMarks } from '@protocol';
import type { ExportRights } from '../evidence/ExportRights';
import type { RouteHandlers } from '../wire/http';
import { sendKeptFile } from './sendKeptFile';
import type { Stills } from './Stills';

/** Stills over HTTP. */
export function marksRoutes({
  stills,
  rights,
}: {
  readonly stills: Pick<Stills, 'handOut'>;
  readonly rights: ExportRights;
}): Pick<RouteHandlers, keyof typeof routesOfMarks> {
  return {
    'GET /media/stills/:stillId': async ({ stillId }, { caller, reply }) => {
      const { path } = await stills.handOut(stillId, caller, rights.of(caller.session));
      return await sendKeptFile(reply, { path, contentType: 'image/jpeg', name: `zhiqin-still-${stillId}.jpg` });
    },
  };
}
