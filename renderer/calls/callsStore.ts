import type { PhoneCall } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { mergeByRevision, replaceByRevision } from '../wire/mergeByRevision';
import { connection, on, onReady, request } from '../wire/pageConnection';
import { isOver } from './phoneCallRules';

/** How long the end of a call is shown with its reason. */
const END_SHOWN_MS = 5_000;

interface CallsState {
  /** Calls that ring or run, and for some seconds those that have ended. */
  readonly calls: ReadonlyMap<string, PhoneCall>;
  /** Calls that were rung or answered on this very page, or rung for it; only here their sound is heard. */
  readonly ownIds: ReadonlySet<string>;
  /** The orders because of which the server rang for this page, by call. */
  readonly orderIds: ReadonlyMap<string, string>;
}

export const useCalls = create<CallsState>(() => ({
  calls: new Map(),
  ownIds: new Set(),
  orderIds: new Map(),
}));

/** Keeps the store to what the server says. Called once by a page that may telephone; the answer stops it. */
export function followCalls(): () => void {
  const endings = [
    onReady(() => {
      if (!holdsPermission('voice.speak')) return;
      request('calls:list', {}).then(
        ({ calls }) => useCalls.setState((before) => ({ calls: replaceByRevision(before.calls, calls) })),
        (error: unknown) => console.error('the calls could not be loaded', error),
      );
    }),
    on('calls:changed', keep),
    on('orders:crewRung', ({ callId, orderId }) => {
      ownId(callId);
      useCalls.setState(({ orderIds }) => ({ orderIds: new Map(orderIds).set(callId, orderId) }));
    }),
    connection.state.subscribe(({ phase }) => {
      // The server ends the calls of a line that is gone; after the reconnect the list says what there is.
      if (phase !== 'online') useCalls.setState({ ownIds: new Set() });
    }),
  ];
  return () => endings.forEach((end) => end());
}

/** The centre rings a vehicle, or a vehicle the centre. Throws RequestError. */
export async function ring(vehicleId: string): Promise<void> {
  own(await request('calls:ring', { vehicleId }));
}

/** Throws RequestError: `conflict` where another desk was first. */
export async function answer(callId: string): Promise<void> {
  own(await request('calls:answer', { callId }));
}

/** Throws RequestError. */
export async function refuse(callId: string): Promise<void> {
  keep(await request('calls:refuse', { callId }));
}

/** Throws RequestError. */
export async function hangUp(callId: string): Promise<void> {
  keep(await request('calls:hangUp', { callId }));
}

function own(call: PhoneCall): void {
  ownId(call.id);
  keep(call);
}

function ownId(callId: string): void {
  useCalls.setState(({ ownIds }) => ({ ownIds: new Set(ownIds).add(callId) }));
}

function keep(call: PhoneCall): void {
  useCalls.setState(({ calls }) => ({ calls: mergeByRevision(calls, [call]) }));
  if (isOver(call)) setTimeout(() => forget(call.id), END_SHOWN_MS);
}

function forget(callId: string): void {
  useCalls.setState(({ calls, ownIds, orderIds }) => ({
    calls: new Map([...calls].filter(([id]) => id !== callId)),
    ownIds: new Set([...ownIds].filter((id) => id !== callId)),
    orderIds: new Map([...orderIds].filter(([id]) => id !== callId)),
  }));
}
