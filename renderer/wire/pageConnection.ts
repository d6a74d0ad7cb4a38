import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '@protocol';
import { useStore } from 'zustand';
import { Connection, type ConnectionState } from './Connection';

/** The one connection of this page. Opened by `session/startSession`. */
export const connection = new Connection();

/** See Connection.request. */
export const request = <Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestOutput<Name>> => connection.request(name, input);

/** See Connection.on. */
export const on = <Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): (() => void) =>
  connection.on(name, listener);

/** See Connection.onReady. */
export const onReady = (listener: () => void): (() => void) => connection.onReady(listener);

/** The server's time now, in milliseconds since 1970. */
export const serverNow = (): number => connection.clock.now();

export function useConnectionState(): ConnectionState {
  return useStore(connection.state);
}
