import type { PhoneCall } from '@protocol';
import { useCalls } from '../calls/callsStore';

/** The telephone call that this tablet is in or that rings it; the one that has just ended comes last. */
export function useOwnCall(): PhoneCall | null {
  const { calls, ownIds } = useCalls();
  const all = [...calls.values()].filter(
    (call) => ownIds.has(call.id) || (call.state === 'ringing' && call.caller.vehicleId === null),
  );
  return all.find(({ state }) => state !== 'ended') ?? all.at(-1) ?? null;
}
