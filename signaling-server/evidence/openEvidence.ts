import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import type { AuditSealer } from '../audit/AuditSealer';
import type { CentreKey } from '../audit/CentreKey';
import type { Config } from '../config';
import type { Positions } from '../fleet/Positions';
import type { Turns } from '../packager/Turns';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Recording } from '../recording/Recording';
import type { Retention } from '../recording/Retention';
import type { Announcer } from '../wire/Announcer';
import { EvidencePackages } from './EvidencePackages';
import { ExportLevels } from './ExportLevels';
import { ExportRights } from './ExportRights';
import { PackageFiles } from './PackageFiles';
import { PackagerProcess } from './PackagerProcess';
import { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealer } from './RecordSealer';
import { SegmentLines } from './SegmentLines';
import { TimeStamper } from './TimeStamper';

const VERIFIER = fileURLToPath(new URL('../../dist/verifier/verifier.html', import.meta.url));

export interface OpenEvidenceDependencies {
  readonly database: Kysely<Schema>;
  readonly recording: Pick<Recording, 'files'>;
  readonly positions: Pick<Positions, 'track'>;
  readonly places: Places;
  readonly access: Access;
  readonly announcer: Announcer;
  readonly audit: Audit;
  readonly auditSealer: AuditSealer;
  readonly key: CentreKey;
  readonly retention: Pick<Retention, 'keep'>;
  readonly config: Pick<Config, 'timeStamps' | 'packageLifetimeMs'>;
  readonly headsFolder: string;
  readonly dataFolder: string;
  /** Shared with whatever else transcodes. */
  readonly turns: Turns;
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => number;
}

export interface OpenEvidence {
  readonly sealer: RecordSealer;
  readonly packages: EvidencePackages;
  readonly levels: ExportLevels;
  readonly rights: ExportRights;
  /** Null where no authority of time is configured. */
  readonly stamper: TimeStamper | null;
  close(): Promise<void>;
}

/** Sealing of what is recorded, and packages of it. */
export async function openEvidence(deps: OpenEvidenceDependencies): Promise<OpenEvidence> {
  const { database, recording, positions, places, headsFolder, dataFolder, log, clock } = deps;
  const { announcer, audit, auditSealer, key, version, turns } = deps;
  const { files } = recording;
  const heads = await RecordHeadFiles.create(headsFolder);
  const lines = new SegmentLines(files.volumes);
  const sealer = RecordSealer.create({ database, key, files, log, clock, lines, heads });
  const { timeStamps, packageLifetimeMs: lifetimeMs } = deps.config;
  const stamper = timeStamps && (await TimeStamper.create({ ...timeStamps, database, files: heads, log, clock }));
  const levels = await ExportLevels.create({ database, places, audit, clock });
  const rights = new ExportRights(deps.access, places, levels);
  const packages = await EvidencePackages.create({
    ...{ database, sealer, auditSealer, key, files, headsFolder, announcer, audit, turns, log, clock },
    keptFolder: dataFolder,
    ...{ stamper, lifetimeMs },
    trackOf: async (vehicleId, from, to) => await positions.track(vehicleId, from, to),
    ...{ places, rights },
    keep: async (transaction, span) => await deps.retention.keep(transaction, span),
    startPackager: (...given) => PackagerProcess.create(...given),
    packageFiles: await PackageFiles.create(join(dataFolder, 'evidence')),
    verifier: VERIFIER,
    madeBy: `Zhiqin ${version}`,
  });
  return {
    ...{ sealer, packages, stamper, levels, rights },
    close: async () => {
      await packages.close();
      await stamper?.close();
      await sealer.close();
    },
  };
}
