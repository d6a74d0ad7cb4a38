import type { GroupOpening, Polygon, TalkGroup } from '@protocol';
import { useSession } from '../session/sessionStore';
import { request } from '../wire/pageConnection';
import { chooseTalkTarget } from '../voice/talkTargetStore';
import { keepGroup } from './keepGroup';

/** Opens a group for the moment and makes it what the space bar speaks to. Throws RequestError. */
export async function openGroup(opening: GroupOpening): Promise<TalkGroup> {
  const group = await request('calls:open', { opening });
  keepGroup(group);
  chooseTalkTarget(group.id);
  return group;
}

/** Opens an area group at the place where this person is in charge. Throws RequestError. */
export async function openAreaGroup(name: string, area: Polygon): Promise<TalkGroup> {
  const placeId = useSession.getState().signedIn?.grants.find(({ role }) => role === 'dispatcher')?.placeId ?? '';
  return openGroup({ kind: 'area', name, placeId, area });
}
