import type { Kysely } from 'kysely';
import { RequestError, type RequestOutput } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { CentreKey } from '../audit/CentreKey';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers, Session } from '../wire/Caller';
import { CustodyTable } from './CustodyTable';
import type { RecordSealer } from './RecordSealer';
import type { TimeStamper } from './TimeStamper';

const CHANGE_OF_KEY = 'evidence.changeKey';

export interface CentreKeyDependencies {
  readonly database: Kysely<Schema>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly key: CentreKey;
  readonly sealer: Pick<RecordSealer, 'newestHead'>;
  readonly stamper: Pick<TimeStamper, 'state'> | null;
  /** The root of the organisation tree, where what concerns all is decided. */
  readonly cityPlaceId: string;
  readonly clock: () => number;
}

/** The centre's key for those who keep it: of what it signs they are told nothing but the number of signatures. */
export function centreKeyHandlers(
  deps: CentreKeyDependencies,
): Pick<Handlers<'evidence'>, 'evidence:key' | 'evidence:changeKey'> {
  const { database, access, audit, key, cityPlaceId, clock } = deps;
  const mayChange = (session: Session): boolean =>
    access.everyPlaceWith(session, 'evidence.changeKey').includes(cityPlaceId);
  return {
    'evidence:key': async (_, { session }) => await toldOf(deps, mayChange(session)),
    'evidence:changeKey': async ({ reason }, caller) => {
      if (!mayChange(caller.session)) throw new RequestError('forbidden', 'it concerns the whole centre');
      const before = key.fingerprint;
      const record = await key.change(clock());
      await audit.write(database, {
        ...{ caller, action: CHANGE_OF_KEY, placeId: cityPlaceId },
        details: { reason, number: record.number, fingerprint: record.fingerprint, before },
      });
      return await toldOf(deps, true);
    },
  };
}

async function toldOf(
  { database, key, sealer, stamper }: CentreKeyDependencies,
  mayChange: boolean,
): Promise<RequestOutput<'evidence:key'>> {
  const head = sealer.newestHead;
  const changes = await new CustodyTable(database).ofAction(CHANGE_OF_KEY);
  return {
    keys: [...key.chain.records],
    changes: changes.map(({ actorName, details }) => ({
      actorName,
      fingerprint: String(details['fingerprint']),
      reason: String(details['reason']),
    })),
    publicKey: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    newestHead: head === null ? null : { number: head.number, signedAt: head.signedAt },
    timeStamps: stamper?.state ?? null,
    mayChange,
  };
}
