import type { Kysely } from 'kysely';
import type { CentreKey } from '../audit/CentreKey';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers } from '../wire/Caller';
import { custodyEntries } from './custodyEntries';
import { CustodyTable } from './CustodyTable';
import type { EvidencePackages } from './EvidencePackages';
import { PackageSourcesTable } from './PackageSourcesTable';
import type { RecordSealer } from './RecordSealer';
import { RecordSealsTable } from './RecordSealsTable';

export interface EvidenceHandlersDependencies {
  readonly database: Kysely<Schema>;
  readonly packages: EvidencePackages;
  readonly access: Pick<Access, 'everyPlaceWith'>;
  readonly key: CentreKey;
  readonly sealer: Pick<RecordSealer, 'newestHead'>;
}

export function evidenceHandlers(deps: EvidenceHandlersDependencies): Handlers<'evidence'> {
  const { database, packages, access, key, sealer } = deps;
  return {
    'evidence:export': async (scope, caller) =>
      await packages.request(scope, caller, access.everyPlaceWith(caller.session, 'evidence.export')),
    'evidence:cancel': async ({ packageId }, caller) => await packages.cancel(packageId, caller),
    'evidence:packages': async (_, caller) => ({
      packages: await packages.list(access.everyPlaceWith(caller.session, 'evidence.export')),
    }),
    'evidence:custody': async ({ vehicleId, from, to }, caller) => {
      const mayAudit = access.everyPlaceWith(caller.session, 'audit.view');
      // A recording keeps the place at which it was made: that is what rights look at.
      const rows = (await new PackageSourcesTable(database).ofVehicle(vehicleId, from, to)).filter(({ placeId }) =>
        mayAudit.includes(placeId),
      );
      const segments = new Map(rows.map((row) => [row.id, row]));
      const ids = [...segments.keys()];
      const custody = new CustodyTable(database);
      const about = await custody.about({ kind: 'segment', ids });
      const packageIds = new Set(about.flatMap(({ row }) => row.details['package'] ?? []).map(String));
      const ofPackages = (await custody.about({ kind: 'package', ids: [...packageIds] })).filter(
        ({ row }) => row.action !== 'evidence.export',
      );
      const closed = rows.filter(({ state }) => state !== 'open').map(({ id }) => id);
      const sealed = await new RecordSealsTable(database).ofSubjects(closed);
      return {
        entries: custodyEntries([...about, ...ofPackages], segments),
        recordedSegments: rows.length,
        sealedSegments: new Set(sealed.map(({ subjectId }) => subjectId)).size,
      };
    },
    'evidence:key': () => {
      const head = sealer.newestHead;
      return Promise.resolve({
        algorithm: key.algorithm,
        fingerprint: key.fingerprint,
        publicKey: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        newestHead: head === null ? null : { number: head.number, signedAt: head.signedAt },
      });
    },
  };
}
