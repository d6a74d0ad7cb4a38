import type { Kysely } from 'kysely';
import type { AuditRow, ParsedInput, RequestOutput } from '@protocol';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers, SignedInCaller } from '../wire/Caller';
import type { Audit } from './Audit';
import { AuditTable } from './AuditTable';
import type { CentreKey } from './CentreKey';
import { readHeads, type HeadFiles } from './HeadFiles';
import { verifyChain } from './verifyChain';

export interface AuditHandlersDependencies {
  database: Kysely<Schema>;
  access: Pick<Access, 'everyPlaceWith' | 'places'>;
  audit: Pick<Audit, 'write'>;
  key: Pick<CentreKey, 'chain'>;
  heads: HeadFiles;
  headsFolder: string;
  clock: () => number;
}

export function auditHandlers(deps: AuditHandlersDependencies): Handlers<'audit'> {
  return {
    'audit:search': (input, caller) => search(deps, input, caller),
    'audit:verify': async (_, caller) => {
      const { database, audit, key, heads, headsFolder, clock } = deps;
      await audit.write(database, { caller, action: 'audit.verify' });
      const check = await verifyChain(database, await readHeads(headsFolder), key.chain, clock());
      return { head: heads.newest, ...check, faults: [...check.faults] };
    },
  };
}

/** Who reads the record leaves a row in it; turning its pages is one reading. */
async function search(
  { database, access, audit }: AuditHandlersDependencies,
  input: ParsedInput<'audit:search'>,
  caller: SignedInCaller,
): Promise<RequestOutput<'audit:search'>> {
  if (input.before === null)
    await audit.write(database, { caller, action: 'audit.search', details: { text: input.text ?? '' } });
  const placeIds = access.everyPlaceWith(caller.session, 'audit.view');
  const withoutPlace = access.places().every(({ id }) => placeIds.includes(id));
  const rows = await new AuditTable(database).search({ ...input, placeIds, withoutPlace });
  return {
    rows: rows.map(({ subjectKind, subjectId, position, hash, sessionId: _, ...row }): AuditRow => ({
      ...row,
      subject: subjectKind === null || subjectId === null ? null : { kind: subjectKind, id: subjectId },
      seal: position === null || hash === null ? null : { position, hash },
    })),
  };
}
