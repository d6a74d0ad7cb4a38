import { request } from '../wire/pageConnection';
import { keepGroup } from './keepGroup';

/** Makes a group's call an emergency call of this person: above all others, and not ended by the talk limit. */
export async function startEmergency(groupId: string): Promise<void> {
  keepGroup(await request('calls:startEmergency', { groupId }));
}

/** By whom it was started, or by the centre. Throws RequestError. */
export async function endEmergency(groupId: string): Promise<void> {
  keepGroup(await request('calls:endEmergency', { groupId }));
}
