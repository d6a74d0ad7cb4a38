import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiptStates, type EscalationRule } from '@protocol';
import { FakeClock } from '../voice/FakeClock';
import { DueMoments } from './DueMoments';
import {
  dueAt,
  orderEventNames,
  orderLifecycle,
  sentAt,
  transitions,
  type OrderEvent,
  type OrderPatience,
  type OrderStep,
  type OrderTransition,
  type ReceiptCourse,
} from './orderLifecycle';

const steps: EscalationRule['steps'] = [
  { cause: 'not-delivered', afterSeconds: 10, step: 'suggest-next-vehicle' },
  { cause: 'not-delivered', afterSeconds: 20, step: 'tell-supervisor' },
  { cause: 'not-accepted', afterSeconds: 5, step: 'repeat-with-tone' },
  { cause: 'not-accepted', afterSeconds: 15, step: 'read-aloud' },
  { cause: 'not-arrived', afterSeconds: 0, step: 'ring-crew' },
];
const patience: OrderPatience = { expiresAt: 60_000, deadline: 40_000, steps };

function lived(...events: [OrderEvent['name'], number][]): ReceiptCourse {
  return events.reduce(
    (course, [name, at]) => {
      const step = orderLifecycle(course, { name, at }, patience);
      return step.outcome === 'step' ? step.course : course;
    },
    sentAt(0, 1),
  );
}
const outcome = (course: ReceiptCourse, name: OrderEvent['name'], at = 1): string =>
  orderLifecycle(course, { name, at }, patience).outcome;

describe('the life of a receipt', () => {
  it('begins with the terminal having it: what the crew says comes after', () => {
    expect(outcome(sentAt(0, 1), 'accepted')).toBe('refused');
    expect(lived(['delivered', 1], ['read', 2], ['accepted', 3]).times).toEqual({
      ...{ sent: 0, delivered: 1, read: 2, accepted: 3 },
    });
  });

  it('answers a repeated or overtaken step with what is so already', () => {
    const arrived = lived(['delivered', 1], ['accepted', 2], ['entered-place', 3]);
    expect(arrived).toMatchObject({ state: 'arrived', arrivedBy: 'position' });
    for (const name of ['delivered', 'read', 'accepted', 'on-the-way', 'arrived', 'entered-place'] as const) {
      expect(outcome(arrived, name)).toBe('already');
    }
    expect(outcome(arrived, 'refused')).toBe('refused');
  });

  it('is not moved by a crew once the centre has ended it, while the terminal may still say that it has it', () => {
    const cancelled = lived(['cancelled', 1]);
    expect(outcome(cancelled, 'delivered')).toBe('already');
    expect(outcome(cancelled, 'accepted')).toBe('refused');
    expect(outcome(cancelled, 'closed')).toBe('refused');
  });

  it('begins again with a correction, which must be accepted again', () => {
    const corrected = lived(['delivered', 1], ['accepted', 2], ['corrected', 3]);
    expect(corrected).toMatchObject({ state: 'sent', version: 2, times: { sent: 3 } });
    expect(outcome(corrected, 'accepted')).toBe('refused');
    expect(outcome(lived(['delivered', 1], ['accepted', 2], ['arrived', 3], ['done', 4]), 'corrected')).toBe('refused');
  });

  it('expires where no terminal had it in time, and only then', () => {
    expect(dueAt(sentAt(0, 1), { ...patience, steps: [] })).toBe(60_000);
    expect(outcome(sentAt(0, 1), 'time', 59_999)).toBe('step');
    expect(lived(['time', 60_000]).state).toBe('expired');
    expect(lived(['delivered', 59_000], ['time', 60_000], ['time', 60_000], ['time', 60_000]).state).toBe('delivered');
  });

  it('takes the steps of the rules one after the other, and stops the moment a person answers', () => {
    const waiting = lived(['delivered', 1_000], ['time', 6_000], ['time', 16_000]);
    expect(waiting.escalations.map(({ at, cause, step }) => [at, cause, step])).toEqual([
      [6_000, 'not-accepted', 'repeat-with-tone'],
      [16_000, 'not-accepted', 'read-aloud'],
    ]);
    expect(dueAt(lived(['delivered', 1_000], ['time', 6_000], ['accepted', 7_000]), patience)).toBe(40_000);
    expect(dueAt(lived(['delivered', 1_000], ['refused', 2_000]), patience)).toBeNull();
    expect(dueAt(lived(['delivered', 1_000], ['accepted', 2_000], ['arrived', 3_000]), patience)).toBeNull();
  });
});

const STEPS_PER_RUN = 250;
const RUNS = 600;
const PAIR_TAKEN_AT_LEAST = 100;
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_122);

/** As above, with calls of their own among the steps. */
const stepsWithCalls: EscalationRule['steps'] = [
  ...steps,
  { cause: 'not-delivered', afterSeconds: 15, step: 'ring-crew' },
  { cause: 'not-accepted', afterSeconds: 10, step: 'ring-crew' },
];
const seldom = ['delivered', 'accepted', 'on-the-way', 'on-the-way', 'on-the-way', 'arrived', 'done', 'time'] as const;
const move = fc.record({
  name: fc.constantFrom(...orderEventNames),
  laterMs: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 30_000 })),
  /** Lets the clock run to what is waited for, and no further. */
  atDue: fc.boolean(),
  /** Leads to a state that is seldom reached by chance. */
  towards: fc.option(fc.constantFrom(...seldom), { nil: null, freq: 3 }),
  again: fc.integer({ min: 0, max: 3 }),
});
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

/** What makes a server of the machine: it keeps the row of the audit with the change, and sets the timer anew. */
interface World {
  readonly machine: typeof orderLifecycle;
  readonly record: (audit: OrderTransition[], step: OrderStep) => void;
  readonly follow: (due: DueMoments, course: ReceiptCourse, patience: OrderPatience) => void;
}
const sound: World = {
  machine: orderLifecycle,
  record: (audit, step) => {
    if (step.outcome === 'step') audit.push(step.transition);
  },
  follow: (due, course, of) => due.set('receipt', dueAt(course, of)),
};

/** What must hold after every step, by name; a broken world must break at least one. */
function broken(before: ReceiptCourse, { name, at }: OrderEvent, step: OrderStep, of: OrderPatience): string | null {
  if (step.outcome !== 'step') return null;
  const { course, transition } = step;
  const ends = ['closed', 'cancelled', 'expired'];
  if (ends.includes(before.state)) return 'what has ended stays as it is';
  if (transition === 'call-answered' || transition === 'call-failed') {
    const { escalations, ...moved } = course;
    const { escalations: known, ...still } = before;
    if (JSON.stringify(moved) !== JSON.stringify(still)) return 'a call moves nothing';
    const told = escalations.filter((one, index) => one.call !== undefined && known[index]?.call === undefined);
    if (escalations.length !== known.length || told.length !== 1) return 'a call is told of once';
    return told[0]?.step === 'ring-crew' && told[0].at >= (before.times.sent ?? 0) ? null : 'only a call is told of';
  }
  if (transition === 'escalated') {
    if (course.state !== before.state || course.escalations.length !== before.escalations.length + 1)
      return 'a step of the rules moves nothing';
    if (!['sent', 'delivered', 'read', 'accepted', 'on-the-way'].includes(before.state))
      return 'nobody is called who has answered';
    const cause = course.escalations.at(-1)?.cause;
    const heard = before.escalations.some(
      (one) => one.cause === cause && one.call?.outcome === 'answered' && one.at >= (before.times.sent ?? 0),
    );
    return heard ? 'nobody is called who has answered the telephone' : null;
  }
  if (transitions[before.state][name] !== course.state) return 'no illegal state';
  if (transition === 'corrected') {
    if (course.version !== before.version + 1) return 'a correction is the next version';
    return Object.keys(course.times).join() === 'sent' ? null : 'a correction must be accepted again';
  }
  if (course.version !== before.version) return 'only a correction makes a version';
  if (course.times[course.state] !== at) return 'every state has its time';
  if (course.state === 'expired' && (before.times.delivered !== undefined || at < of.expiresAt))
    return 'only what was not delivered in time expires';
  if ((course.state === 'arrived') !== (course.arrivedBy !== null) && course.state === 'arrived')
    return 'who arrived did so by crew or position';
  const isWaiting = ['sent', 'delivered', 'read', 'accepted', 'on-the-way'].includes(course.state);
  if (!isWaiting && dueAt(course, of) !== null) return 'no timer outlives its state';
  return null;
}

/** Plays moves in a world on a fake clock. Answers what was broken first, and counts the pairs that were taken. */
function play(world: World, moves: readonly Move[], taken: Map<string, number>): string | null {
  const clock = new FakeClock();
  const fired: number[] = [];
  const due = new DueMoments(clock, () => fired.push(clock.now()));
  const audit: OrderTransition[] = [];
  let changes = 0;
  const begin = (): { course: ReceiptCourse; of: OrderPatience } => ({
    course: sentAt(clock.now(), 1),
    of: { expiresAt: clock.now() + 60_000, deadline: clock.now() + 40_000, steps: stepsWithCalls },
  });
  let { course, of } = begin();
  world.follow(due, course, of);
  const happen = (event: OrderEvent): string | null => {
    const pair = `${course.state} + ${event.name}`;
    taken.set(pair, (taken.get(pair) ?? 0) + 1);
    const wasDue = dueAt(course, of);
    const step = world.machine(course, event, of);
    const fault = broken(course, event, step, of);
    if (fault !== null) return fault;
    if (event.name === 'time' && wasDue !== null && wasDue <= event.at && step.outcome !== 'step')
      return 'what is due happens';
    world.record(audit, step);
    if (step.outcome === 'step') {
      changes += 1;
      course = step.course;
    }
    if (step.outcome === 'step' || event.name === 'time') world.follow(due, course, of);
    return audit.length === changes ? null : 'no transition without its audit row';
  };
  for (const { name, laterMs, atDue, towards, again } of moves) {
    const next = dueAt(course, of);
    clock.pass(atDue && next !== null ? Math.max(0, next - clock.now()) : laterMs);
    // A timer that went off while its receipt waited for nothing has outlived its state.
    const isDue = (dueAt(course, of) ?? Infinity) <= clock.now();
    if (fired.splice(0).length > 0 && !isDue) return 'no timer outlives its state';
    for (const event of [name, ...(towards === null ? [] : [towards])]) {
      const fault = happen({ name: event, at: clock.now() });
      if (fault !== null) return fault;
    }
    if (due.size > (dueAt(course, of) === null ? 0 : 1)) return 'no timer outlives its state';
    // Begun anew now and then, or most moves would meet an order that is over.
    if (Object.keys(transitions[course.state]).length === 0 && again === 0) {
      ({ course, of } = begin());
      world.follow(due, course, of);
    }
  }
  return null;
}

function firstFault(world: World, taken = new Map<string, number>()): string | null {
  let fault: string | null = null;
  const moves = fc.array(move, { minLength: STEPS_PER_RUN, maxLength: STEPS_PER_RUN });
  const property = fc.property(moves, (some) => {
    fault ??= play(world, some, taken);
    return fault === null;
  });
  fc.check(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  return fault;
}

type Change = (before: ReceiptCourse, event: OrderEvent, step: OrderStep) => OrderStep;
/** Changes what the machine answers. */
const altered = (change: Change): World => ({
  ...sound,
  machine: (course, event, of) => change(course, event, orderLifecycle(course, event, of)),
});
const takenTo = (course: ReceiptCourse, state: Exclude<ReceiptCourse['state'], 'sent'>, at: number): OrderStep => ({
  ...{ outcome: 'step', transition: state },
  course: { ...course, state, times: { ...course.times, [state]: at } },
});

/** Faults that are easily made, each of which the same properties must catch. */
const faults: Readonly<Record<string, World>> = {
  'a crew accepts what its terminal has not got': altered((before, { name, at }, step) =>
    before.state === 'sent' && name === 'accepted' ? takenTo(before, 'accepted', at) : step,
  ),
  'a cancelled order is accepted': altered((before, { name, at }, step) =>
    before.state === 'cancelled' && name === 'accepted' ? takenTo(before, 'accepted', at) : step,
  ),
  'a delivered order expires': altered((before, { name, at }, step) =>
    before.state === 'delivered' && name === 'time' ? takenTo(before, 'expired', at) : step,
  ),
  'a correction stays accepted': altered((before, { name }, step) =>
    name === 'corrected' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, state: before.state } }
      : step,
  ),
  'a correction keeps its version': altered((before, { name }, step) =>
    name === 'corrected' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, version: before.version } }
      : step,
  ),
  'a step has no time': altered((before, { name }, step) =>
    name === 'arrived' && step.outcome === 'step' ? { ...step, course: { ...step.course, times: before.times } } : step,
  ),
  'an order expires before its time': altered((before, { name, at }, step) =>
    before.state === 'sent' && name === 'time' && step.outcome === 'already' ? takenTo(before, 'expired', at) : step,
  ),
  'an overdue order does not expire': altered((_, { name }, step) =>
    name === 'time' && step.outcome === 'step' && step.transition === 'expired' ? { outcome: 'already' } : step,
  ),
  'a crew that refused is called on': altered((before, { name, at }, step) =>
    name === 'time' && before.state === 'refused'
      ? {
          ...{ outcome: 'step', transition: 'escalated' },
          course: {
            ...before,
            escalations: [
              ...before.escalations,
              { at, cause: 'not-accepted', step: 'ring-crew', suggestedVehicleId: null },
            ],
          },
        }
      : step,
  ),
  'a crew that picked up is called on': altered((before, { name, at }, step) => {
    const last = before.escalations.at(-1);
    if (name !== 'time' || step.outcome === 'step' || last?.call?.outcome !== 'answered') return step;
    if (before.state !== 'delivered' || last.at < (before.times.sent ?? 0)) return step;
    const next = { at, cause: last.cause, step: 'tell-supervisor', suggestedVehicleId: null } as const;
    return {
      ...{ outcome: 'step', transition: 'escalated' },
      course: { ...before, escalations: [...before.escalations, next] },
    };
  }),
  'a crew that picked up has accepted': altered((before, { name, at }, step) =>
    name === 'call-answered' && step.outcome === 'step' ? takenTo(before, 'accepted', at) : step,
  ),
  'what became of a call is said again': altered((before, { name, at }, step) =>
    name === 'call-failed' && step.outcome === 'already' && before.state === 'read'
      ? {
          ...{ outcome: 'step', transition: 'call-failed' },
          course: {
            ...before,
            escalations: before.escalations.map((one) => ({ ...one, call: { outcome: 'failed', at, name: null } })),
          },
        }
      : step,
  ),
  'a change has no audit row': {
    ...sound,
    record: (audit, step) => {
      if (step.outcome === 'step' && step.transition !== 'cancelled') audit.push(step.transition);
    },
  },
  'a timer is not taken back': {
    ...sound,
    follow: (due, course, of) => {
      const moment = dueAt(course, of);
      if (moment !== null) due.set('receipt', moment);
    },
  },
};

describe('whatever happens to a receipt', () => {
  it('is in one state with what belongs to it, over 100,000 random steps that take every pair of state and event', () => {
    const taken = new Map<string, number>();
    expect(firstFault(sound, taken)).toBeNull();
    const pairs = receiptStates.flatMap((state) => orderEventNames.map((name) => `${state} + ${name}`));
    const least = Math.min(...pairs.map((pair) => taken.get(pair) ?? 0));
    const rare = pairs.filter((pair) => (taken.get(pair) ?? 0) < PAIR_TAKEN_AT_LEAST);
    const total = [...taken.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `orders: ${total} steps, seed ${SEED}, ${pairs.length} pairs of state and event, the rarest taken ${least} times`,
    );
    expect(total).toBeGreaterThanOrEqual(100_000);
    expect(rare).toEqual([]);
  });

  it.each(Object.keys(faults))('would not go unnoticed: %s', (name) => {
    const world = faults[name];
    expect(world && firstFault(world)).toEqual(expect.any(String));
  });
});
