import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import type { AuditSealer } from '../audit/AuditSealer';
import type { CentreKey } from '../audit/CentreKey';
import type { Positions } from '../fleet/Positions';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Recording } from '../recording/Recording';
import type { Announcer } from '../wire/Announcer';
import { EvidencePackages } from './EvidencePackages';
import { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealer } from './RecordSealer';
import { SegmentLines } from './SegmentLines';

const VERIFIER = fileURLToPath(new URL('../../dist/verifier/verifier.html', import.meta.url));

export interface OpenEvidenceDependencies {
  readonly database: Kysely<Schema>;
  readonly recording: Pick<Recording, 'files'>;
  readonly positions: Pick<Positions, 'track'>;
  readonly places: Pick<Places, 'lowestAbove' | 'everyPlaceUnder'>;
  readonly announcer: Announcer;
  readonly audit: Audit;
  readonly auditSealer: AuditSealer;
  readonly key: CentreKey;
  readonly headsFolder: string;
  readonly recordingsFolder: string;
  readonly dataFolder: string;
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => number;
}

export interface OpenEvidence {
  readonly sealer: RecordSealer;
  readonly packages: EvidencePackages;
  close(): Promise<void>;
}

/** Sealing of what is recorded, and packages of it. */
export async function openEvidence(deps: OpenEvidenceDependencies): Promise<OpenEvidence> {
  const { database, recording, positions, places, headsFolder, recordingsFolder, dataFolder, log, clock } = deps;
  const { announcer, audit, auditSealer, key, version } = deps;
  const { files } = recording;
  const sealer = RecordSealer.create({
    ...{ database, key, files, log, clock, lines: new SegmentLines(recordingsFolder) },
    heads: await RecordHeadFiles.create(headsFolder),
  });
  const packages = await EvidencePackages.create({
    ...{ database, sealer, auditSealer, key, recordingsFolder, files, headsFolder, announcer, audit, log, clock },
    trackOf: async (vehicleId, from, to) => await positions.track(vehicleId, from, to),
    lowestAbove: (placeIds) => places.lowestAbove(placeIds),
    placesUnder: (placeId) => places.everyPlaceUnder(placeId),
    folder: join(dataFolder, 'evidence'),
    verifier: VERIFIER,
    madeBy: `Zhiqin ${version}`,
  });
  return {
    ...{ sealer, packages },
    close: async () => {
      await packages.close();
      await sealer.close();
    },
  };
}
