import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import { CoveredCopies } from '../covers/CoveredCopies';
import { coversHandlers } from '../covers/coversHandlers';
import { coversRoutes } from '../covers/coversRoutes';
import type { ExportRights } from '../evidence/ExportRights';
import type { Fleet } from '../fleet/Fleet';
import type { Positions } from '../fleet/Positions';
import type { Turns } from '../packager/Turns';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Recording } from '../recording/Recording';
import type { Announcer } from '../wire/Announcer';
import { Marks } from './Marks';
import { marksHandlers } from './marksHandlers';
import { marksRoutes } from './marksRoutes';
import { Stills } from './Stills';

export interface OpenMarksDependencies {
  readonly database: Kysely<Schema>;
  readonly fleet: Fleet;
  readonly positions: Pick<Positions, 'track'>;
  readonly places: Places;
  readonly recording: Pick<Recording, 'files'>;
  readonly access: Access;
  readonly announcer: Announcer;
  readonly audit: Audit;
  readonly turns: Turns;
  readonly rights: ExportRights;
  readonly dataFolder: string;
  readonly log: Logger;
  readonly clock: () => number;
}

/** What people set apart of recordings: marks and clips, stills, covered copies. */
export async function openMarks(dependencies: OpenMarksDependencies) {
  const { database, fleet, positions, places, recording, access, announcer, audit, turns, rights, dataFolder } =
    dependencies;
  const { log, clock } = dependencies;
  const plateOf = (vehicleId: string): string => fleet.vehicle(vehicleId)?.plate ?? vehicleId;
  const marks = new Marks({ database, audit, clock });
  const stills = await Stills.create({
    ...{ database, recording, places, plateOf, audit, clock, folder: join(dataFolder, 'stills') },
    trackOf: (vehicleId, from, to) => positions.track(vehicleId, from, to),
  });
  const copies = await CoveredCopies.create({
    ...{ database, audit, announcer, plateOf, turns, log, clock, folder: join(dataFolder, 'covers') },
    lowestAbove: (placeIds) => places.lowestAbove(placeIds),
    volumes: recording.files.volumes,
  });
  access.registerLocator('mark', (markId) => marks.locate(markId));
  access.registerLocator('still', (stillId) => stills.locate(stillId));
  access.registerLocator('cover', (coverId) => copies.locate(coverId));
  return {
    handlers: { ...marksHandlers({ marks, stills, access }), ...coversHandlers({ copies, rights, access }) },
    routes: { ...marksRoutes({ stills, rights }), ...coversRoutes({ copies, rights }) },
    close: () => copies.close(),
  };
}
