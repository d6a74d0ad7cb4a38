import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { Operations } from './Operations';

export interface OperationsHandlersDependencies {
  readonly operations: Operations;
  readonly fleet: Pick<Fleet, 'vehicles'>;
  readonly access: Pick<Access, 'everyPlaceWith' | 'may'>;
}

export function operationsHandlers({
  operations,
  fleet,
  access,
}: OperationsHandlersDependencies): Handlers<'operations'> {
  return {
    'operations:list': async (_, { session }) => ({
      operations: await operations.list(access.everyPlaceWith(session, 'operations.view')),
    }),
    'operations:create': (input, caller) => operations.create(input, caller),
    'operations:change': (input, caller) => operations.change(input, caller),
    'operations:contents': ({ operationId }, { session }) =>
      operations.contents(operationId, {
        placeIds: access.everyPlaceWith(session, 'recording.play'),
        vehicleIds: fleet
          .vehicles()
          .map(({ id }) => id)
          .filter((id) => access.may(session, 'operations.view', [{ kind: 'vehicle', id }])),
      }),
  };
}
