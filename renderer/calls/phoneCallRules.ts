import type { PhoneCall } from '@protocol';

export const isOver = ({ state }: PhoneCall): boolean => state === 'ended';

/** True on a page that is being rung: somebody else has rung, and nobody has answered. */
export function isIncoming(call: PhoneCall, isOwn: boolean, side: 'desk' | 'vehicle'): boolean {
  if (call.state !== 'ringing' || isOwn) return false;
  return side === 'vehicle' ? call.caller.vehicleId === null : call.caller.vehicleId !== null;
}

/** Who is at the other end, as this side calls him. */
export function otherParty({ caller, callee }: PhoneCall, side: 'desk' | 'vehicle'): PhoneCall['caller'] {
  const isOther = ({ vehicleId }: PhoneCall['caller']): boolean => (vehicleId === null) === (side === 'vehicle');
  return isOther(caller) ? caller : callee;
}
