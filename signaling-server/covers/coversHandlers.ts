import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { CoveredCopies } from './CoveredCopies';

export interface CoversHandlersDependencies {
  readonly copies: Pick<CoveredCopies, 'make' | 'list'>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function coversHandlers({ copies, access }: CoversHandlersDependencies): Handlers<'covers'> {
  return {
    'covers:make': (input, caller) =>
      copies.make(input, caller, access.everyPlaceWith(caller.session, 'evidence.export')),
    'covers:list': async (input, { session }) => ({
      copies: await copies.list(input, access.everyPlaceWith(session, 'evidence.export')),
    }),
  };
}
