import type { AlarmState, AlarmThresholds, AlarmTransition } from '@protocol';

/**
 * The life of one alarm: at every moment in exactly one state, closed by a person or by a fact. A pure machine. What it
 * waits for is worked out from what it is (`dueAt`), never kept beside it, so that no timer outlives its state and a
 * server that was restarted goes on where it was.
 */
export interface AlarmCourse {
  readonly state: AlarmState;
  /** The account in charge while attended or parked; null otherwise. */
  readonly ownerId: string | null;
  /** Since when the owner has no console open; null while he has. */
  readonly ownerGoneAt: number | null;
  /** Since when nobody has it; null in every other state. */
  readonly unattendedAt: number | null;
  /** When the fact behind it ended; null while it lasts. A call for help has no such fact. */
  readonly clearedAt: number | null;
  readonly parkedUntil: number | null;
  /** How often it was passed on while nobody took it. */
  readonly passes: number;
  /** How often its fact came. */
  readonly count: number;
  /** Until when the crew may take its call for help back; null for an alarm that no person raised. */
  readonly undoableUntil: number | null;
}

export type AlarmPatience = Pick<AlarmThresholds, 'louderAfterSeconds' | 'hysteresisSeconds' | 'ownerGoneSeconds'>;

export type AlarmEvent = { readonly at: number } & (
  | { readonly name: 'attend'; readonly by: string }
  | { readonly name: 'release'; readonly by: string }
  | { readonly name: 'park'; readonly by: string; readonly until: number }
  | { readonly name: 'complete'; readonly by: string }
  | { readonly name: 'hand-over'; readonly by: string; readonly to: string }
  | { readonly name: 'undo' }
  | { readonly name: 'owner-left' }
  | { readonly name: 'owner-back' }
  | { readonly name: 'fact-ended' }
  | { readonly name: 'fact-again' }
  /** A moment that `dueAt` had named has come. */
  | { readonly name: 'time' }
);

export type AlarmStep =
  | { readonly outcome: 'step'; readonly course: AlarmCourse; readonly transition: AlarmTransition | null }
  /** Nothing changes and nothing is wrong: it was so already. */
  | { readonly outcome: 'already' }
  /** The state does not allow it, or it is somebody else's. */
  | { readonly outcome: 'refused' };

/** How long after the press a call for help can be taken back: 3 s for the person, the rest for the way. */
export const UNDO_MS = 3_000 + 2_000;
const LOUDEST = 3;

/** How loud it is, 1 to 3. */
export function loudnessOf({ passes }: Pick<AlarmCourse, 'passes'>): number {
  return Math.min(LOUDEST, 1 + passes);
}

/** An alarm as it is raised. */
export function raised(at: number, by: 'crew' | 'fact'): AlarmCourse {
  return {
    state: 'unattended',
    ownerId: null,
    ownerGoneAt: null,
    unattendedAt: at,
    clearedAt: null,
    parkedUntil: null,
    passes: 0,
    count: 1,
    undoableUntil: by === 'crew' ? at + UNDO_MS : null,
  };
}

/** When something will happen of itself; null where nothing will. */
export function dueAt(course: AlarmCourse, patience: AlarmPatience): number | null {
  const moments = [
    passDueAt(course, patience),
    course.state === 'unattended' && course.clearedAt !== null
      ? course.clearedAt + patience.hysteresisSeconds * 1000
      : null,
    course.ownerGoneAt === null ? null : course.ownerGoneAt + patience.ownerGoneSeconds * 1000,
    course.parkedUntil,
  ].filter((moment) => moment !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

export function alarmLifecycle(course: AlarmCourse, event: AlarmEvent, patience: AlarmPatience): AlarmStep {
  if (course.state === 'completed') return afterTheEnd(event);
  switch (event.name) {
    case 'attend':
      if (course.ownerId === event.by && course.state === 'attended') return { outcome: 'already' };
      if (course.ownerId !== null && course.ownerId !== event.by) return { outcome: 'refused' };
      return step({ ...owned(course, event.by), state: 'attended' }, 'attended');
    case 'release':
      return ifOwner(course, event.by, () => step(unowned(course, event.at), 'released'));
    case 'park':
      if (event.until <= event.at) return { outcome: 'refused' };
      return ifOwner(course, event.by, () =>
        step({ ...owned(course, event.by), state: 'parked', parkedUntil: event.until }, 'parked'),
      );
    case 'complete':
      return ifOwner(course, event.by, () => step(ended(course), 'completed'));
    case 'hand-over':
      if (event.to === event.by) return { outcome: 'refused' };
      return ifOwner(course, event.by, () => step({ ...course, ownerId: event.to, ownerGoneAt: null }, 'handed-over'));
    case 'undo':
      if (course.undoableUntil === null || event.at > course.undoableUntil) return { outcome: 'refused' };
      return step(ended(course), 'undone');
    case 'owner-left':
      if (course.ownerId === null || course.ownerGoneAt !== null) return { outcome: 'already' };
      return step({ ...course, ownerGoneAt: event.at }, null);
    case 'owner-back':
      if (course.ownerGoneAt === null) return { outcome: 'already' };
      return step({ ...course, ownerGoneAt: null }, null);
    case 'fact-ended':
      if (course.clearedAt !== null || course.undoableUntil !== null) return { outcome: 'already' };
      return step({ ...course, clearedAt: event.at }, 'cleared');
    case 'fact-again':
      if (course.clearedAt === null) return { outcome: 'already' };
      return step({ ...course, clearedAt: null, count: course.count + 1 }, 'raised-again');
    case 'time':
      return whenDue(course, event.at, patience);
  }
}

/** Of what is due, the thing that changes most comes first; the rest is due again at once, if it still is. */
function whenDue(course: AlarmCourse, at: number, patience: AlarmPatience): AlarmStep {
  const { clearedAt, ownerGoneAt, parkedUntil, state } = course;
  if (state === 'unattended' && clearedAt !== null && at >= clearedAt + patience.hysteresisSeconds * 1000) {
    return step(ended(course), 'completed');
  }
  if (ownerGoneAt !== null && at >= ownerGoneAt + patience.ownerGoneSeconds * 1000) {
    return step(unowned(course, at), 'owner-gone');
  }
  if (parkedUntil !== null && at >= parkedUntil) return step(unowned(course, at), 'unparked');
  const passAt = passDueAt(course, patience);
  if (passAt !== null && at >= passAt) return step({ ...course, passes: course.passes + 1 }, 'passed-on');
  return { outcome: 'already' };
}

/** When an unattended alarm goes to the next person, and gets louder; again and again until somebody has it. */
function passDueAt({ unattendedAt, passes }: AlarmCourse, { louderAfterSeconds }: AlarmPatience): number | null {
  return unattendedAt === null ? null : unattendedAt + (passes + 1) * louderAfterSeconds * 1000;
}

/** Facts and time may go on after the end without meaning anything; what a person wants must be refused. */
function afterTheEnd({ name }: AlarmEvent): AlarmStep {
  const isOfItself = ['owner-left', 'owner-back', 'fact-ended', 'fact-again', 'time', 'undo', 'complete'].includes(
    name,
  );
  return { outcome: isOfItself ? 'already' : 'refused' };
}

function ifOwner(course: AlarmCourse, by: string, then: () => AlarmStep): AlarmStep {
  return course.ownerId === by ? then() : { outcome: 'refused' };
}

function owned(course: AlarmCourse, ownerId: string): AlarmCourse {
  return { ...course, ownerId, ownerGoneAt: null, unattendedAt: null, parkedUntil: null, passes: 0 };
}

function unowned(course: AlarmCourse, at: number): AlarmCourse {
  return {
    ...course,
    state: 'unattended',
    ownerId: null,
    ownerGoneAt: null,
    unattendedAt: at,
    parkedUntil: null,
    passes: 0,
  };
}

function ended(course: AlarmCourse): AlarmCourse {
  return {
    ...course,
    state: 'completed',
    ownerId: null,
    ownerGoneAt: null,
    unattendedAt: null,
    parkedUntil: null,
    passes: 0,
  };
}

function step(course: AlarmCourse, transition: AlarmTransition | null): AlarmStep {
  return { outcome: 'step', course, transition };
}
