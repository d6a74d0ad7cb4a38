import type { Kysely } from 'kysely';
import { RequestError, type RequestOutput } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { CentreKey } from '../audit/CentreKey';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Handlers, Session } from '../wire/Caller';
import { custodyOf } from './custodyOf';
import type { EvidencePackages } from './EvidencePackages';
import type { ExportLevels } from './ExportLevels';
import type { ExportRights } from './ExportRights';
import type { RecordSealer } from './RecordSealer';
import type { TimeStamper } from './TimeStamper';

export interface EvidenceHandlersDependencies {
  readonly database: Kysely<Schema>;
  readonly packages: EvidencePackages;
  readonly rights: ExportRights;
  readonly levels: ExportLevels;
  readonly access: Pick<Access, 'everyPlaceWith'>;
  readonly places: Pick<Places, 'lineage' | 'place'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly key: CentreKey;
  readonly sealer: Pick<RecordSealer, 'newestHead'>;
  readonly stamper: Pick<TimeStamper, 'state'> | null;
  /** The root of the organisation tree, where what concerns all is decided. */
  readonly cityPlaceId: string;
  readonly clock: () => number;
}

export function evidenceHandlers(deps: EvidenceHandlersDependencies): Handlers<'evidence'> {
  const { packages, access, places, rights, levels } = deps;
  const levelsFor = (session: Session): RequestOutput<'evidence:levels'> => ({
    places: levels.report(access.everyPlaceWith(session, 'evidence.configure')),
  });
  return {
    'evidence:export': async (scope, caller) => await packages.request(scope, caller, rights.of(caller.session)),
    'evidence:cancel': async ({ packageId }, caller) => await packages.cancel(packageId, caller),
    'evidence:rebuild': async ({ packageId, reason }, caller) => await packages.rebuild(packageId, reason, caller),
    'evidence:packages': async (_, { session }) => ({ packages: await packages.list(rights.of(session).placeIds) }),
    'evidence:custody': async (question, { session }) =>
      await custodyOf(deps.database, question, {
        placeIds: access.everyPlaceWith(session, 'audit.view'),
        nameOf: (placeId) => places.place(placeId)?.name ?? null,
      }),
    'evidence:levels': (_, { session }) => Promise.resolve(levelsFor(session)),
    'evidence:saveLevel': async (rule, caller) => {
      if (places.place(rule.placeId)?.kind === 'team') {
        throw new RequestError('invalid-input', 'rules are of the city and of districts');
      }
      await levels.save(caller, rule);
      return levelsFor(caller.session);
    },
    'evidence:key': (_, { session }) => Promise.resolve(centreKeyFor(session, deps)),
    'evidence:changeKey': async ({ reason }, caller) => {
      const { database, audit, key, cityPlaceId, clock } = deps;
      if (!mayChangeKey(caller.session, deps)) throw new RequestError('forbidden', 'it concerns the whole centre');
      const before = key.fingerprint;
      const record = await key.change(clock());
      await audit.write(database, {
        ...{ caller, action: 'evidence.changeKey', placeId: cityPlaceId },
        details: { reason, number: record.number, fingerprint: record.fingerprint, before },
      });
      return centreKeyFor(caller.session, deps);
    },
  };
}

function mayChangeKey(session: Session, { access, cityPlaceId }: EvidenceHandlersDependencies): boolean {
  return access.everyPlaceWith(session, 'evidence.changeKey').includes(cityPlaceId);
}

function centreKeyFor(session: Session, deps: EvidenceHandlersDependencies): RequestOutput<'evidence:key'> {
  const { key, sealer, stamper } = deps;
  const head = sealer.newestHead;
  return {
    keys: [...key.chain.records],
    publicKey: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    newestHead: head === null ? null : { number: head.number, signedAt: head.signedAt },
    timeStamps: stamper?.state ?? null,
    mayChange: mayChangeKey(session, deps),
  };
}
