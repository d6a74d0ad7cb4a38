import type { Grant, ParsedInput, RequestName, RequestOutput, requests } from '@protocol';

/** Who stands behind a connection, as long as it is signed in. Owned by `session/Sessions.ts`; read by everyone. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Set on a vehicle terminal: everything it may touch belongs to this vehicle. */
  readonly vehicleId: string | null;
  /** Set where the session began on an enrolled tablet. */
  readonly deviceId: string | null;
  readonly expiresAt: number;
}

/** A stranger or a signed-in session, on one socket. */
export interface Caller {
  /** One per socket; media belongs to it and ends with it. */
  readonly connectionId: string;
  readonly address: string;
  readonly session: Session | null;
}

/** What a handler of a request that needs a session is given. */
export interface SignedInCaller extends Caller {
  readonly session: Session;
}

type CallerOf<Name extends RequestName> = (typeof requests)[Name]['permission'] extends 'anyone'
  ? Caller
  : SignedInCaller;

/** Every request of a capability mapped to its function: a missing, unknown or misspelt one does not compile. */
export type Handlers<Capability extends string> = {
  [Name in Extract<RequestName, `${Capability}:${string}`>]: (
    input: ParsedInput<Name>,
    caller: CallerOf<Name>,
  ) => Promise<RequestOutput<Name>>;
};
