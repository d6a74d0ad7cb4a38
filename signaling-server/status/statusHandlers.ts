import type { Handlers } from '../wire/Caller';
import type { Status } from './Status';

export function statusHandlers({ status }: { status: Status }): Handlers<'status'> {
  return { 'status:report': (_, { connectionId }) => status.look(connectionId) };
}
