import type { ExportRights } from '../evidence/ExportRights';
import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { CoveredCopies } from './CoveredCopies';

export interface CoversHandlersDependencies {
  readonly copies: Pick<CoveredCopies, 'make' | 'list'>;
  readonly rights: ExportRights;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function coversHandlers({ copies, rights, access }: CoversHandlersDependencies): Handlers<'covers'> {
  return {
    'covers:make': (input, caller) => copies.make(input, caller, rights.of(caller.session)),
    'covers:list': async (input, { session }) => ({
      copies: await copies.list(input, access.everyPlaceWith(session, 'evidence.export')),
    }),
  };
}
