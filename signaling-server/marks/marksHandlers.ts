import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { Marks } from './Marks';
import type { Stills } from './Stills';

export interface MarksHandlersDependencies {
  readonly marks: Marks;
  readonly stills: Pick<Stills, 'take' | 'list'>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function marksHandlers({ marks, stills, access }: MarksHandlersDependencies): Handlers<'marks'> {
  return {
    'marks:list': async (input, { session }) => ({
      marks: [...(await marks.list(input, access.everyPlaceWith(session, 'recording.play')))],
    }),
    'marks:add': (input, caller) => marks.add(input, caller, access.everyPlaceWith(caller.session, 'recording.mark')),
    'marks:remove': async ({ markId }, caller) => {
      await marks.remove(markId, caller, access.everyPlaceWith(caller.session, 'recording.mark'));
      return {};
    },
    'marks:takeStill': (input, caller) => stills.take(input, caller),
    'marks:stills': async (input, { session }) => ({
      stills: await stills.list({ ...input, placeIds: access.everyPlaceWith(session, 'recording.play') }),
    }),
  };
}
