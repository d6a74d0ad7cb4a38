import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmStates } from '@protocol';
import {
  alarmLifecycle,
  dueAt,
  loudnessOf,
  raised,
  UNDO_MS,
  type AlarmCourse,
  type AlarmEvent,
  type AlarmStep,
} from './alarmLifecycle';

const OWNER_GONE_MS = 60_000;
const patience = { louderAfterSeconds: 30, hysteresisSeconds: 60, ownerGoneSeconds: OWNER_GONE_MS / 1000 };
const after = (course: AlarmCourse, event: AlarmEvent): AlarmStep => alarmLifecycle(course, event, patience);

function stepped(course: AlarmCourse, ...events: AlarmEvent[]): AlarmCourse {
  return events.reduce((now, event) => {
    const step = after(now, event);
    return step.outcome === 'step' ? step.course : now;
  }, course);
}

describe('the life of an alarm', () => {
  const fact = raised(0, 'fact');
  const sos = raised(0, 'crew');

  it('belongs to the first who takes it, and to nobody else', () => {
    const attended = stepped(fact, { name: 'attend', at: 1, by: 'ann' });
    expect(attended).toMatchObject({ state: 'attended', ownerId: 'ann' });
    expect(after(attended, { name: 'attend', at: 2, by: 'bob' }).outcome).toBe('refused');
    expect(after(attended, { name: 'attend', at: 2, by: 'ann' }).outcome).toBe('already');
    expect(after(attended, { name: 'complete', at: 2, by: 'bob' }).outcome).toBe('refused');
  });

  it('gets louder while nobody takes it, and is passed on', () => {
    expect(dueAt(fact, patience)).toBe(30_000);
    const louder = stepped(fact, { name: 'time', at: 30_000 });
    expect(loudnessOf(louder)).toBe(2);
    expect(dueAt(louder, patience)).toBe(60_000);
    const passedOn = after(louder, { name: 'time', at: 60_000 });
    expect(passedOn).toMatchObject({ transition: 'passed-on', course: { passes: 2 } });
    expect(loudnessOf(stepped(louder, { name: 'time', at: 60_000 }, { name: 'time', at: 90_000 }))).toBe(3);
  });

  it('is unattended again when its owner has been gone for a minute, not before', () => {
    const left = stepped(fact, { name: 'attend', at: 1, by: 'ann' }, { name: 'owner-left', at: 1_000 });
    expect(after(left, { name: 'time', at: 1_000 + OWNER_GONE_MS - 1 }).outcome).toBe('already');
    expect(after(left, { name: 'time', at: 1_000 + OWNER_GONE_MS })).toMatchObject({ transition: 'owner-gone' });
    const back = stepped(left, { name: 'owner-back', at: 2_000 });
    expect(dueAt(back, patience)).toBeNull();
  });

  it('comes back from being parked at its time', () => {
    const parked = stepped(
      fact,
      { name: 'attend', at: 1, by: 'ann' },
      { name: 'park', at: 2, by: 'ann', until: 90_000 },
    );
    expect(dueAt(parked, patience)).toBe(90_000);
    expect(stepped(parked, { name: 'time', at: 90_000 })).toMatchObject({ state: 'unattended', unattendedAt: 90_000 });
  });

  it('is one alarm while its fact comes and goes, and closes once the fact has stayed away', () => {
    const flapping = stepped(fact, { name: 'fact-ended', at: 1_000 }, { name: 'fact-again', at: 2_000 });
    expect(flapping).toMatchObject({ state: 'unattended', count: 2, clearedAt: null });
    const cleared = stepped(flapping, { name: 'fact-ended', at: 3_000 });
    expect(after(cleared, { name: 'time', at: 63_000 })).toMatchObject({ transition: 'completed' });
  });

  it('is not closed by a fact while a person has it', () => {
    const attended = stepped(fact, { name: 'attend', at: 1, by: 'ann' }, { name: 'fact-ended', at: 2 });
    expect(after(attended, { name: 'time', at: 900_000 }).outcome).toBe('already');
  });

  it('lets a crew take its call for help back for a moment, and never closes it of itself', () => {
    expect(after(sos, { name: 'undo', at: UNDO_MS })).toMatchObject({ transition: 'undone' });
    expect(after(sos, { name: 'undo', at: UNDO_MS + 1 }).outcome).toBe('refused');
    expect(after(sos, { name: 'fact-ended', at: 1 }).outcome).toBe('already');
    expect(after(fact, { name: 'undo', at: 1 }).outcome).toBe('refused');
  });
});

const STEPS_PER_RUN = 250;
const RUNS = 400;
const PAIR_TAKEN_AT_LEAST = 100;
const SEED = 20_261_122;

const people = fc.constantFrom('ann', 'bob', 'cho');
const names = [
  'attend',
  'release',
  'park',
  'complete',
  'hand-over',
  'undo',
  'owner-left',
  'owner-back',
  'fact-ended',
  'fact-again',
  'time',
] as const;

/** A move of the world; `atDue` lets the clock run to what the machine waits for. */
const move = fc.record({
  name: fc.constantFrom(...names),
  by: people,
  to: people,
  laterMs: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 90_000 })),
  atDue: fc.boolean(),
});
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;
type Machine = typeof alarmLifecycle;

const asked = ['attend', 'release', 'park', 'complete', 'hand-over'] as const;
type Asked = Extract<AlarmEvent, { by: string }>;
const isByAPerson = (event: AlarmEvent): event is Asked => asked.some((name) => name === event.name);

/** What must hold after every step, by name; a broken machine must break at least one. */
function broken(before: AlarmCourse, event: AlarmEvent, step: AlarmStep): string | null {
  if (step.outcome !== 'step') return null;
  const { course } = step;
  if (before.state === 'completed') return 'what is completed stays as it is';
  if ((course.state === 'attended' || course.state === 'parked') !== (course.ownerId !== null)) {
    return 'attended and parked have an owner, and nothing else has';
  }
  if ((course.state === 'unattended') !== (course.unattendedAt !== null)) return 'unattended has its clock';
  if ((course.state === 'parked') !== (course.parkedUntil !== null)) return 'parked has its end';
  if (course.ownerGoneAt !== null && course.ownerId === null) return 'only an owner can be gone';
  if (course.state === 'completed' && dueAt(course, patience) !== null) return 'no timer outlives its state';
  if (isByAPerson(event) && before.ownerId !== null && event.by !== before.ownerId)
    return 'nobody moves what another has';
  if (course.state === 'completed' && before.undoableUntil !== null && event.name === 'time') {
    return 'a call for help is never closed of itself';
  }
  if (course.state === 'completed' && before.ownerId !== null && event.name === 'time') {
    return 'what a person has is closed by a person';
  }
  if (course.state !== 'unattended' && course.passes > 0) return 'only what nobody has is passed on';
  if (course.count < before.count) return 'nothing is uncounted';
  return null;
}

/** Plays moves on a machine. Answers what was broken first, and counts the pairs of state and event that were taken. */
function play(
  machine: Machine,
  by: 'crew' | 'fact',
  moves: readonly Move[],
  taken: Map<string, number>,
): string | null {
  let at = 0;
  let course = raised(at, by);
  for (const { name, by: person, to, laterMs, atDue } of moves) {
    const due = dueAt(course, patience);
    at = atDue && due !== null ? Math.max(at, due) : at + laterMs;
    const event = { name, at, by: person, to, until: at + laterMs } as AlarmEvent;
    const pair = `${course.state} + ${name}`;
    taken.set(pair, (taken.get(pair) ?? 0) + 1);
    const step = machine(course, event, patience);
    const fault = broken(course, event, step);
    if (fault !== null) return fault;
    if (step.outcome === 'step') course = step.course;
    if (name === 'time' && due !== null && at >= due && step.outcome === 'already') return 'what is due happens';
    // Begun anew now and then, or most moves would meet an alarm that is over.
    if (course.state === 'completed' && laterMs % 4 === 0) course = raised(at, by);
  }
  return null;
}

function firstFault(machine: Machine, taken = new Map<string, number>()): string | null {
  let fault: string | null = null;
  const property = fc.property(
    fc.constantFrom('crew' as const, 'fact' as const),
    fc.array(move, { minLength: STEPS_PER_RUN, maxLength: STEPS_PER_RUN }),
    (by, moves) => {
      fault ??= play(machine, by, moves, taken);
      return fault === null;
    },
  );
  fc.check(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  return fault;
}

/** Changes what the machine answers. */
const altered =
  (change: (before: AlarmCourse, event: AlarmEvent, step: AlarmStep) => AlarmStep): Machine =>
  (course, event, settings) =>
    change(course, event, alarmLifecycle(course, event, settings));

const takenAs = (course: AlarmCourse): AlarmStep => ({ outcome: 'step', course, transition: null });

/** Faults that are easily made, each of which the same properties must catch. */
const faults: Readonly<Record<string, Machine>> = {
  'a second person takes what the first has': altered((before, event, step) =>
    event.name === 'attend' && step.outcome === 'refused' && before.state !== 'completed'
      ? takenAs({ ...before, state: 'attended', ownerId: event.by, parkedUntil: null })
      : step,
  ),
  'a completed alarm is attended': altered((before, event, step) =>
    before.state === 'completed' && event.name === 'attend'
      ? takenAs({ ...before, state: 'attended', ownerId: event.by })
      : step,
  ),
  'the parking timer is not cancelled': altered((before, event, step) =>
    event.name === 'complete' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, parkedUntil: before.parkedUntil ?? event.at + 1 } }
      : step,
  ),
  'a released alarm keeps its owner': altered((before, event, step) =>
    event.name === 'release' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, ownerId: before.ownerId } }
      : step,
  ),
  'an unattended alarm has no clock': altered((_, event, step) =>
    event.name === 'release' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, unattendedAt: null } }
      : step,
  ),
  'a call for help closes by itself': altered((before, event, step) =>
    event.name === 'time' && before.undoableUntil !== null && before.passes === 3
      ? takenAs({ ...before, state: 'completed', ownerId: null, ownerGoneAt: null, unattendedAt: null })
      : step,
  ),
  'a fact closes what a person has': altered((before, event, step) =>
    event.name === 'time' && before.clearedAt !== null && before.state === 'attended'
      ? takenAs({ ...before, state: 'completed', ownerId: null, ownerGoneAt: null })
      : step,
  ),
  'an owner who is gone keeps it': altered((before, event, step) =>
    event.name === 'time' && before.ownerGoneAt !== null ? { outcome: 'already' } : step,
  ),
  'it goes on being louder for its owner': altered((before, event, step) =>
    event.name === 'attend' && step.outcome === 'step'
      ? { ...step, course: { ...step.course, passes: before.passes } }
      : step,
  ),
  'another person completes it': altered((before, event, step) =>
    event.name === 'complete' && step.outcome === 'refused' && before.state === 'attended'
      ? takenAs({ ...before, state: 'completed', ownerId: null, ownerGoneAt: null })
      : step,
  ),
};

describe('whatever happens to an alarm', () => {
  it('is in one state with what belongs to it, over 100,000 random steps that take every pair of state and event', () => {
    const taken = new Map<string, number>();
    expect(firstFault(alarmLifecycle, taken)).toBeNull();
    const pairs = alarmStates.flatMap((state) => names.map((name) => `${state} + ${name}`));
    const rare = pairs.filter((pair) => (taken.get(pair) ?? 0) < PAIR_TAKEN_AT_LEAST);
    const least = Math.min(...pairs.map((pair) => taken.get(pair) ?? 0));
    console.log(
      `alarms: ${RUNS * STEPS_PER_RUN} steps, seed ${SEED}, ${pairs.length} pairs of state and event, the rarest taken ${least} times`,
    );
    expect(rare).toEqual([]);
  });

  it.each(Object.keys(faults))('would not go unnoticed: %s', (name) => {
    const machine = faults[name];
    expect(machine && firstFault(machine)).toEqual(expect.any(String));
  });
});
