import type { Logger } from 'pino';
import type { Feed } from '../feed/Feed';
import type { Misuse } from './Talkers';
import type { GroupMembers } from './TalkGroups';

/** Puts into the feed that somebody speaks without the floor, where he stands. */
export function noteMisuse(
  { caller: { session } }: Misuse,
  { feed, fleet, log }: { feed: Pick<Feed, 'add'>; fleet: GroupMembers; log: Logger },
): void {
  const { vehicleId, name, grants } = session;
  const placeId = fleet.vehicles().find(({ id }) => id === vehicleId)?.placeId ?? grants[0]?.placeId;
  if (placeId === undefined) return;
  feed
    .add({ kind: 'talk-without-floor', placeId, vehicleId, details: { speaker: name } })
    .catch((error: unknown) => log.error({ err: error }, 'a line of the feed was lost'));
}
