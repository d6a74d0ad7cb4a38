import { describe, expect, it } from 'vitest';
import { RequestError, type RequestName } from '@protocol';
import { silentLog } from '../media/mediaForTests';
import type { Caller } from './Caller';
import { serve, type AllHandlers, type ServeDependencies } from './serve';

const signedIn = {
  connectionId: 'one',
  address: '127.0.0.1',
  session: { id: 'session', userId: 'user', vehicleId: null },
} as unknown as Caller; // Nothing here looks at more of a session.
const span = { vehicleId: 'car-east', from: 0, to: 1 };

type Recorded = Parameters<ServeDependencies['refusals']['record']>;

/** What answers one request whose right its own handler looks at. */
function served(
  name: RequestName,
  handler: () => Promise<unknown>,
  { input = span, caller = signedIn }: { input?: unknown; caller?: Caller } = {},
): { reply: Promise<unknown>; recorded: Recorded[] } {
  const recorded: Recorded[] = [];
  const ask = serve({
    // One handler is enough for one request.
    handlers: { [name]: handler } as unknown as AllHandlers,
    access: { authorise: () => Promise.resolve() },
    refusals: { record: (...refusal) => void recorded.push(refusal) },
    metrics: { answered: () => undefined },
    log: silentLog,
  });
  return { reply: ask(name, input, caller), recorded };
}

describe('a request whose handler finds that the right is not held', () => {
  it('is refused, and that is on record with the vehicle that it named', async () => {
    const refusal = new RequestError('forbidden', 'the vehicle was at another place then');
    const { reply, recorded } = served('fleet:track', () => Promise.reject(refusal));
    expect(await reply).toEqual({ ok: false, code: 'forbidden', message: 'the vehicle was at another place then' });
    expect(recorded).toEqual([
      [
        {
          ...{ caller: signedIn, action: 'fleet:track', details: { code: 'forbidden' } },
          subject: { kind: 'vehicle', id: 'car-east' },
        },
        refusal,
      ],
    ]);
  });

  it('leaves nothing on record where it could only not be done', async () => {
    const { reply, recorded } = served('fleet:track', () => Promise.reject(new RequestError('conflict', 'not now')));
    expect(await reply).toMatchObject({ ok: false, code: 'conflict' });
    expect(recorded).toEqual([]);
  });
});

describe('a request that is not what the contract says', () => {
  const never = (): Promise<unknown> => Promise.reject(new Error('it was let through'));
  const input = { ...span, vehicleId: ['anything', 'x'.repeat(10_000)] };

  it('is refused by name, and that is on record with nothing of what was sent', async () => {
    const { reply, recorded } = served('fleet:track', never, { input });
    expect(await reply).toMatchObject({ ok: false, code: 'invalid-input' });
    expect(recorded.map(([entry]) => entry)).toEqual([
      { caller: signedIn, action: 'fleet:track', details: { code: 'invalid-input' } },
    ]);
  });

  it('leaves nothing on record where nobody knows who sent it', async () => {
    const { reply, recorded } = served('fleet:track', never, { input, caller: { ...signedIn, session: null } });
    expect(await reply).toMatchObject({ ok: false, code: 'invalid-input' });
    expect(recorded).toEqual([]);
  });
});
