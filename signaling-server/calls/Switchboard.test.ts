import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { phoneEndReason, RequestError, type PhoneEndReason } from '@protocol';
import { isIn, type PhoneLine } from './phoneLine';
import { RING_LIMIT_MS, Switchboard } from './Switchboard';

const vehicles = ['vehicle:1', 'vehicle:2', 'vehicle:3'];
const desks = ['desk:1', 'desk:2', 'desk:3'];
const parties = [...vehicles, ...desks];

const party = fc.constantFrom(...parties);
const which = fc.nat({ max: 5 });
const wish = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('ring' as const), caller: party, vehicle: which, here: which }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('answer' as const), call: which, by: party }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('refuse' as const), call: which, by: party }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('hang-up' as const), call: which, by: party }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('lose' as const),
      by: party,
      reason: fc.constantFrom('connection-lost' as const, 'no-permission' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('speak' as const), by: party }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
);
type Wish = typeof wish extends fc.Arbitrary<infer Value> ? Value : never;

/** Cheaper than `expect` by far, for what is asked hundreds of thousands of times. */
function holds(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`does not hold: ${what}`);
}

/** A switchboard with everything that ever happened to its calls. */
class Exchange {
  readonly speaking = new Set<string>();
  readonly rung: PhoneLine[] = [];
  readonly ended = new Map<string, PhoneEndReason>();
  readonly rangAt = new Map<string, number>();
  readonly board = new Switchboard({
    isSpeaking: (one) => this.speaking.has(one),
    onChanged: (line) => this.#note(line),
  });

  live(step: Wish): void {
    try {
      this.#live(step);
    } catch (error) {
      // A refusal is an answer, and it has a name; anything else is a fault.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  /** What holds at every moment. */
  check(): void {
    const lines = this.board.lines();
    for (const one of parties) {
      holds(`${one} is in one call at most`, lines.filter((line) => isIn(line, one)).length <= 1);
    }
    for (const { callId, state, caller, callee, ringing, endReason } of lines) {
      const rangMs = Date.now() - (this.rangAt.get(callId) ?? 0);
      holds('a call that rings rings somewhere', state !== 'ringing' || ringing.length > 0);
      holds('a call that rings has not rung for too long', state !== 'ringing' || rangMs < RING_LIMIT_MS);
      holds('a call that runs is between two and rings no more', state !== 'talking' || callee !== null);
      holds('a call that runs rings no more', state !== 'talking' || ringing.length === 0);
      holds('nobody calls himself, and no call that is there has ended', callee !== caller && endReason === null);
    }
    const running = new Set(lines.map(({ callId }) => callId));
    holds(
      'a call runs or has ended',
      this.rung.every(({ callId }) => running.has(callId) !== this.ended.has(callId)),
    );
  }

  #live(step: Wish): void {
    const callId = 'call' in step ? (this.board.lines()[step.call]?.callId ?? 'no such call') : '';
    switch (step.type) {
      case 'ring': {
        const id = `call-${this.rung.length}`;
        const fromVehicle = vehicles.includes(step.caller);
        const callee = fromVehicle ? null : vehicles[step.vehicle % vehicles.length]!;
        const reachable = step.here === 0 ? [] : callee === null ? desks.slice(0, step.here) : [callee];
        const line = this.board.ring({ callId: id, caller: step.caller, callee, reachable });
        this.rung.push(line);
        this.rangAt.set(id, Date.now());
        return this.#note(line);
      }
      case 'answer': {
        const before = this.board.lines().find((line) => line.callId === callId);
        const line = this.board.answer(callId, step.by);
        holds('what is answered rang', before?.state === 'ringing');
        holds('who answers does not speak', !this.speaking.has(step.by));
        return this.#note(line);
      }
      case 'refuse':
        return this.#note(this.board.refuse(callId, step.by));
      case 'hang-up':
        return this.#note(this.board.hangUp(callId, step.by));
      case 'lose':
        return this.board.lose(step.by, step.reason);
      case 'speak':
        if (!this.speaking.delete(step.by)) this.speaking.add(step.by);
        return;
      case 'wait':
        return void vi.advanceTimersByTime(step.ms);
    }
  }

  #note({ callId, state, endReason }: PhoneLine): void {
    holds('a call ends once', !this.ended.has(callId));
    if (state === 'ended') this.ended.set(callId, phoneEndReason.parse(endReason));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the switchboard, whatever its parties do', () => {
  it('never has one party in two calls, and ends every call with its reason', () => {
    const reasons = new Map<PhoneEndReason, number>();
    fc.assert(
      fc.property(fc.array(wish, { minLength: 10, maxLength: 60 }), fc.boolean(), (steps, stops) => {
        const exchange = new Exchange();
        for (const step of steps) {
          exchange.live(step);
          exchange.check();
        }
        if (stops) exchange.board.close();
        vi.advanceTimersByTime(RING_LIMIT_MS);
        expect(exchange.board.lines().filter(({ state }) => state === 'ringing')).toEqual([]);
        for (const one of parties) exchange.board.lose(one, 'connection-lost');
        expect(exchange.board.lines()).toEqual([]);
        expect(exchange.ended.size).toBe(exchange.rung.length);
        expect(vi.getTimerCount()).toBe(0);
        exchange.ended.forEach((reason) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
      }),
      { numRuns: 1_000 },
    );
    for (const reason of phoneEndReason.options) expect(reasons.get(reason), reason).toBeGreaterThanOrEqual(20);
  });
});

describe('the switchboard', () => {
  const ended: PhoneLine[] = [];
  const speaking = new Set<string>();
  const create = (): Switchboard =>
    new Switchboard({ isSpeaking: (one) => speaking.has(one), onChanged: (line) => ended.push(line) });
  const fromVehicle = { caller: 'vehicle:1', callee: null, reachable: desks };
  const toVehicle = { caller: 'desk:1', callee: 'vehicle:1', reachable: ['vehicle:1'] };
  afterEach(() => {
    ended.length = 0;
    speaking.clear();
  });

  it('gives a call of a vehicle to the first desk that answers, and refuses the second by name', () => {
    const board = create();
    expect(board.ring({ callId: 'a', ...fromVehicle })).toMatchObject({ state: 'ringing', ringing: desks });
    expect(board.answer('a', 'desk:2')).toMatchObject({ state: 'talking', callee: 'desk:2', ringing: [] });
    expect(() => board.answer('a', 'desk:3')).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => board.hangUp('a', 'desk:3')).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('rings on at the other desks when one refuses, and ends when the last does', () => {
    const board = create();
    board.ring({ callId: 'a', ...fromVehicle });
    expect(board.refuse('a', 'desk:1').state).toBe('ringing');
    expect(board.refuse('a', 'desk:3').state).toBe('ringing');
    expect(board.refuse('a', 'desk:2')).toMatchObject({ state: 'ended', endReason: 'refused' });
    expect(() => board.answer('a', 'desk:1')).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('ends what nobody has answered for 30 s, and not what was answered in the last moment', () => {
    const board = create();
    board.ring({ callId: 'a', ...toVehicle });
    vi.advanceTimersByTime(RING_LIMIT_MS - 1);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ended).toMatchObject([{ callId: 'a', state: 'ended', endReason: 'no-answer' }]);
    board.ring({ callId: 'b', ...toVehicle });
    vi.advanceTimersByTime(RING_LIMIT_MS - 1);
    board.answer('b', 'vehicle:1');
    vi.advanceTimersByTime(10 * RING_LIMIT_MS);
    expect(board.lineOf('vehicle:1')).toMatchObject({ callId: 'b', state: 'talking' });
    expect(board.hangUp('b', 'desk:1')).toMatchObject({ endReason: 'hung-up' });
  });

  it('says at once that one is busy or not to be reached, and leaves nothing behind', () => {
    const board = create();
    expect(board.ring({ callId: 'a', ...toVehicle, reachable: [] })).toMatchObject({ endReason: 'not-reachable' });
    speaking.add('vehicle:1');
    expect(board.ring({ callId: 'b', ...toVehicle })).toMatchObject({ state: 'ended', endReason: 'busy' });
    speaking.clear();
    board.ring({ callId: 'c', ...toVehicle });
    expect(board.ring({ callId: 'd', ...toVehicle, caller: 'desk:2' })).toMatchObject({ endReason: 'busy' });
    expect(() => board.ring({ callId: 'e', ...toVehicle, callee: 'vehicle:2' })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(board.lines().map(({ callId }) => callId)).toEqual(['c']);
  });

  it('ends a call with a party that is lost, and leaves the ringing to the desks that remain', () => {
    const board = create();
    board.ring({ callId: 'a', ...fromVehicle });
    board.lose('desk:1', 'connection-lost');
    expect(board.lineOf('vehicle:1')).toMatchObject({ ringing: ['desk:2', 'desk:3'] });
    board.lose('vehicle:1', 'no-permission');
    expect(ended.at(-1)).toMatchObject({ callId: 'a', endReason: 'no-permission' });
    expect(() => board.answer('a', 'desk:2')).toThrow(expect.objectContaining({ code: 'conflict' }));
  });
});
