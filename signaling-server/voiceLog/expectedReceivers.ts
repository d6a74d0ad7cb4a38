import type { BurstReceiver, TalkGroup, Vehicle } from '@protocol';
import type { SignedInCaller } from '../wire/Caller';

export type ExpectedReceiver = Pick<BurstReceiver, 'receiverId' | 'kind' | 'name'> & { readonly online: boolean };

/**
 * Who is to hear a burst: every vehicle of the group that is on duty, connected or not, and every desk that has joined
 * the group; but not whoever speaks.
 */
export function expectedReceivers(
  group: Pick<TalkGroup, 'vehicleIds'>,
  speaker: { readonly accountId: string; readonly vehicleId: string | null },
  vehicle: (vehicleId: string) => Pick<Vehicle, 'id' | 'plate' | 'onDuty' | 'online'> | null,
  listeners: readonly { readonly caller: SignedInCaller }[],
): readonly ExpectedReceiver[] {
  const vehicles = group.vehicleIds.flatMap((vehicleId): ExpectedReceiver[] => {
    const member = vehicle(vehicleId);
    if (!member?.onDuty || vehicleId === speaker.vehicleId) return [];
    return [{ receiverId: vehicleId, kind: 'vehicle', name: member.plate, online: member.online }];
  });
  const desks = new Map<string, ExpectedReceiver>();
  for (const { caller } of listeners) {
    const { accountId, name, vehicleId } = caller.session;
    if (vehicleId !== null || (accountId === speaker.accountId && speaker.vehicleId === null)) continue;
    desks.set(accountId, { receiverId: accountId, kind: 'desk', name, online: true });
  }
  return [...vehicles, ...desks.values()];
}

/** Whose ears a session is: its vehicle's, or its person's at a desk. */
export function receiverIdOf(session: SignedInCaller['session']): string {
  return session.vehicleId ?? session.accountId;
}
