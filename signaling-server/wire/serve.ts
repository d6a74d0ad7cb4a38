import type { Logger } from 'pino';
import { RequestError, requests, type Reply, type RequestEntry, type RequestName, type Subject } from '@protocol';
import type { Refusals } from '../audit/Refusals';
import type { Access } from '../people/Access';
import type { Caller, Handlers } from './Caller';
import type { Metrics } from './Metrics';

type CapabilityOf<Name extends string> = Name extends `${infer Capability}:${string}` ? Capability : never;

/** The handlers of every capability together: one that is missing does not compile. */
export type AllHandlers = Handlers<CapabilityOf<RequestName>>;

/** What a handler is once its input is parsed and its caller authorised. */
type AnyHandler = (input: unknown, caller: Caller) => Promise<unknown>;

export interface ServeDependencies {
  handlers: AllHandlers;
  access: Pick<Access, 'authorise'>;
  refusals: Pick<Refusals, 'record'>;
  metrics: Pick<Metrics, 'answered'>;
  log: Logger;
}

/** Parse, authorise, handle, reply: the one way from a socket to a capability. The answered function never throws. */
export function serve(deps: ServeDependencies): (name: RequestName, input: unknown, caller: Caller) => Promise<Reply> {
  // TypeScript cannot follow that the handler under a name takes what the entry under the same name parses.
  const handlers = deps.handlers as unknown as Readonly<Record<RequestName, AnyHandler>>;
  const entries: Readonly<Record<RequestName, RequestEntry>> = requests;
  return async (name, input, caller) => {
    const began = performance.now();
    const reply = await answer(entries[name], handlers[name], name, input, caller, deps);
    deps.metrics.answered(name, reply.ok ? 'ok' : reply.code, (performance.now() - began) / 1_000);
    return reply;
  };
}

async function answer(
  entry: RequestEntry,
  handler: AnyHandler,
  name: RequestName,
  input: unknown,
  caller: Caller,
  { access, refusals, log }: ServeDependencies,
): Promise<Reply> {
  try {
    const parsed = entry.input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const error = new RequestError('invalid-input', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      // Of what was sent nothing is kept but the name of the request: what is not as the contract says may be anything.
      if (caller.session !== null) refusals.record({ caller, action: name, details: { code: error.code } }, error);
      throw error;
    }
    const subjects = entry.touches(parsed.data);
    const record = (error: unknown): void => {
      if (caller.session === null || !(error instanceof RequestError)) return;
      const subject = subjectOf(subjects, parsed.data);
      refusals.record({ caller, action: name, ...(subject && { subject }), details: { code: error.code } }, error);
    };
    try {
      await access.authorise(caller, entry.permission, subjects, { afterExpiry: entry.afterExpiry === true });
    } catch (error) {
      record(error);
      throw error;
    }
    try {
      return { ok: true, output: await handler(parsed.data, caller) };
    } catch (error) {
      // Where the right depends on more than the message says, such as a recording's place, the handler looks at it.
      if (error instanceof RequestError && error.code === 'forbidden') record(error);
      throw error;
    }
  } catch (error) {
    return refusalOf(error, name, log);
  }
}

/** What a refused request was about: the first thing that it touches, else the vehicle that it names. */
function subjectOf(subjects: readonly Subject[], input: unknown): { kind: string; id: string } | null {
  const [first] = subjects;
  if (first !== undefined && 'id' in first) return { kind: first.kind, id: first.id };
  if (typeof input !== 'object' || input === null || !('vehicleId' in input)) return null;
  return typeof input.vehicleId === 'string' ? { kind: 'vehicle', id: input.vehicleId } : null;
}

/** The refusal that crosses the wire for whatever was thrown; what is not a refusal is logged and told without detail. */
export function refusalOf(error: unknown, name: string, log: Logger): Reply & { ok: false } {
  if (error instanceof RequestError) return { ok: false, code: error.code, message: error.message };
  log.error({ request: name, err: error }, 'a request failed');
  return { ok: false, code: 'internal', message: 'the server could not do this' };
}
