import { RequestError, type RequestOutput } from '@protocol';
import type { Places } from '../people/Places';
import type { Handlers, Session } from '../wire/Caller';
import { centreKeyHandlers, type CentreKeyDependencies } from './centreKeyHandlers';
import { custodyOf } from './custodyOf';
import type { EvidencePackages } from './EvidencePackages';
import type { ExportLevels } from './ExportLevels';
import type { ExportRights } from './ExportRights';

export interface EvidenceHandlersDependencies extends CentreKeyDependencies {
  readonly packages: EvidencePackages;
  readonly rights: ExportRights;
  readonly levels: ExportLevels;
  readonly places: Pick<Places, 'lineage' | 'place'>;
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
    ...centreKeyHandlers(deps),
  };
}
