import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { Marks } from './Marks';

export interface MarksHandlersDependencies {
  readonly marks: Marks;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function marksHandlers({ marks, access }: MarksHandlersDependencies): Handlers<'marks'> {
  return {
    'marks:list': async (input, { session }) => ({
      marks: [...(await marks.list(input, access.everyPlaceWith(session, 'recording.play')))],
    }),
    'marks:add': (input, caller) => marks.add(input, caller),
    'marks:remove': async ({ markId }, caller) => {
      await marks.remove(markId, caller);
      return {};
    },
    'marks:takeStill': async (input, caller) => {
      await marks.takeStill(input, caller);
      return {};
    },
  };
}
