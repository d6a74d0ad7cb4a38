import { z } from 'zod';
import type { Permission } from './people';

/** The version both ends speak. A client one version older is still served; any other is told so and refused. */
export const PROTOCOL_VERSION = 1;
export const OLDEST_SERVED_VERSION = 1;

/** What a client says as it connects (`auth` of Socket.IO). A token that is still good signs it in at once. */
export const handshakeSchema = z.object({ version: z.number().int(), token: z.string().min(1).max(200).nullish() });
export type Handshake = z.infer<typeof handshakeSchema>;

/** `data` of the `connect_error` (message `outdated`) with which a client of another version is refused. */
export interface VersionRefusal {
  code: 'outdated';
  version: number;
  oldestServed: number;
}

/** The closed list of refusals that cross the wire. */
export const errorCodes = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'rate-limited',
  'timeout',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The one error that crosses the wire. `message` is for logs and developers; people read a sentence chosen by `code`. */
export class RequestError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

/** What a request is answered with: the output, or a refusal from the closed list. */
export const replySchema = z.union([
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.enum(errorCodes), message: z.string() }),
]);
export type Reply = z.infer<typeof replySchema>;

export const id = z.string().min(1).max(100);
/** A moment: milliseconds since 1970-01-01 UTC on the server's clock, unless the field's comment names another clock. */
export const moment = z.number().int().nonnegative();
export const nothing = z.object({}).strict();

/**
 * A thing that a message touches. The server finds its place in the organisation tree (and the vehicles it belongs
 * to) and checks the caller's grants against it; see `people/Access.ts`.
 */
export type Subject =
  | { kind: 'place'; id: string }
  | { kind: 'vehicle'; id: string }
  | { kind: 'camera'; id: string }
  | { kind: 'group'; id: string }
  | { kind: 'burst'; id: string }
  | { kind: 'call'; id: string }
  | { kind: 'order'; id: string }
  | { kind: 'alarm'; id: string }
  | { kind: 'attachment'; id: string }
  | { kind: 'segment'; id: string }
  /** A vehicle that the caller's tablet is signed in for, or once was: what it recorded there is on it still. */
  | { kind: 'tablet-vehicle'; id: string }
  | { kind: 'operation'; id: string }
  | { kind: 'mark'; id: string }
  | { kind: 'still'; id: string }
  | { kind: 'cover'; id: string }
  | { kind: 'deletion'; id: string }
  | { kind: 'hold'; id: string }
  | { kind: 'package'; id: string }
  | { kind: 'session'; id: string }
  /** A transport, producer or consumer: it must belong to the caller's own connection, or it does not exist for him. */
  | { kind: 'media'; id: string }
  /** The vehicle that the caller's terminal is signed in for. */
  | { kind: 'own-vehicle' };

/**
 * Who may send a request: `anyone` (a stranger too), `signed-in` (any valid session), or a permission that the caller
 * must hold at the place of every subject touched; with no subject, at any place.
 */
export type Demand = 'anyone' | 'signed-in' | Permission;

export interface RequestEntry<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  input: Input;
  output: Output;
  permission: Demand;
  touches: (input: z.output<Input>) => readonly Subject[];
  /** True for what an expired session on an enrolled tablet may still do: finish a burst, acknowledge an order. */
  afterExpiry?: true;
}

export interface EventEntry<Payload extends z.ZodType = z.ZodType> {
  payload: Payload;
  /** The permission a session must hold at the place of at least one subject to be told. */
  permission: Demand;
  touches: (payload: z.output<Payload>) => readonly Subject[];
  /**
   * Set on a lossy stream: the payload is a list, coalesced and sent volatile; each session is sent the items it may
   * see. Nothing that must arrive may set this.
   */
  lossy?: {
    touchesItem: (item: z.output<Payload> extends readonly (infer Item)[] ? Item : never) => readonly Subject[];
  };
}

export interface HttpEntry<Params extends z.ZodType = z.ZodType> {
  params: Params;
  permission: Demand;
  touches: (params: z.output<Params>) => readonly Subject[];
  /** Set where the request has a body, a file as it is: how large it may be. */
  mostBytes?: number;
}

/** Declares one request; exists so that `touches` is typed from `input`. */
export function request<Input extends z.ZodType, Output extends z.ZodType>(
  entry: RequestEntry<Input, Output>,
): RequestEntry<Input, Output> {
  return entry;
}

/** Declares one event; exists so that `touches` is typed from `payload`. */
export function event<Payload extends z.ZodType>(entry: EventEntry<Payload>): EventEntry<Payload> {
  return entry;
}

/** Declares one HTTP route; exists so that `touches` is typed from `params`. */
export function route<Params extends z.ZodType>(entry: HttpEntry<Params>): HttpEntry<Params> {
  return entry;
}

/** For messages that touch nothing but the caller himself. */
export const touchesNothing = (): readonly Subject[] => [];
/** For messages of a terminal about the vehicle it is signed in for. */
export const touchesOwnVehicle = (): readonly Subject[] => [{ kind: 'own-vehicle' }];
