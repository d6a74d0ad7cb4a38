import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { Feed } from './Feed';

export function feedHandlers({ feed, access }: { feed: Feed; access: Access }): Handlers<'feed'> {
  return {
    'feed:list': async (span, { session }) => ({
      entries: await feed.list(span, access.everyPlaceWith(session, 'feed.view')),
    }),
  };
}
