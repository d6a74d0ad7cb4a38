import {
  answeredByPhone,
  type CrewCallOutcome,
  type EscalationCause,
  type EscalationRule,
  type Receipt,
  type ReceiptState,
} from '@protocol';

/**
 * The life of one vehicle's receipt of an order: at every moment in exactly one state. A pure machine. What it waits
 * for is worked out from what it is (`dueAt`), never kept beside it, so that no timer outlives its state and a server
 * that was restarted goes on where it was.
 */
export type ReceiptCourse = Pick<Receipt, 'state' | 'version' | 'times' | 'arrivedBy' | 'escalations'>;

/** What may happen of itself to a receipt of one order. */
export interface OrderPatience {
  /** Not delivered by then, it expires. */
  readonly expiresAt: number;
  readonly deadline: number | null;
  readonly steps: EscalationRule['steps'];
}

export const orderEventNames = [
  'delivered',
  'read',
  'accepted',
  'refused',
  'on-the-way',
  'arrived',
  'done',
  /** The vehicle's position lies within the place. */
  'entered-place',
  /** The centre has changed what is asked: a new version, to be accepted again. */
  'corrected',
  'cancelled',
  'closed',
  /** The crew was rung because nobody answered, and picked up. */
  'call-answered',
  /** The crew was to be rung, and nobody picked up, or nobody was there to ring from. */
  'call-failed',
  /** A moment that `dueAt` had named has come. */
  'time',
] as const;
export type OrderEventName = (typeof orderEventNames)[number];

export interface OrderEvent {
  readonly name: OrderEventName;
  readonly at: number;
  /** Of the two that are about a call: what became of it, and from whose desk it was. */
  readonly call?: { readonly outcome: CrewCallOutcome; readonly name: string | null };
}

type CallEvent = Extract<OrderEventName, `call-${string}`>;
export type OrderTransition = Exclude<ReceiptState, 'sent'> | 'corrected' | 'escalated' | CallEvent;

export type OrderStep =
  | { readonly outcome: 'step'; readonly course: ReceiptCourse; readonly transition: OrderTransition }
  /** Nothing changes and nothing is wrong: it was so already, or was overtaken by what came later. */
  | { readonly outcome: 'already' }
  /** The state does not allow it. */
  | { readonly outcome: 'refused' };

/**
 * Where each event leads from each state; what is not here does not happen. `delivered` and `read` are facts about the
 * terminal, `accepted` to `done` about the crew, who may still find on the way that they cannot go. What became of a
 * call moves nothing: a crew that picked up has answered the telephone, and not accepted the order.
 */
export const transitions: Readonly<Record<ReceiptState, Readonly<Partial<Record<OrderEventName, ReceiptState>>>>> = {
  sent: {
    ...{ delivered: 'delivered', corrected: 'sent', cancelled: 'cancelled', time: 'expired' },
    ...{ 'call-answered': 'sent', 'call-failed': 'sent' },
  },
  delivered: {
    ...{ read: 'read', accepted: 'accepted', refused: 'refused', corrected: 'sent', cancelled: 'cancelled' },
    ...{ 'call-answered': 'delivered', 'call-failed': 'delivered' },
  },
  read: {
    ...{ accepted: 'accepted', refused: 'refused', corrected: 'sent', cancelled: 'cancelled' },
    ...{ 'call-answered': 'read', 'call-failed': 'read' },
  },
  accepted: {
    ...{ 'call-answered': 'accepted', 'call-failed': 'accepted' },
    ...{ 'on-the-way': 'on-the-way', arrived: 'arrived', 'entered-place': 'arrived', refused: 'refused' },
    ...{ corrected: 'sent', cancelled: 'cancelled' },
  },
  'on-the-way': {
    ...{ 'call-answered': 'on-the-way', 'call-failed': 'on-the-way' },
    ...{ arrived: 'arrived', 'entered-place': 'arrived', refused: 'refused' },
    ...{ corrected: 'sent', cancelled: 'cancelled' },
  },
  arrived: { done: 'done', corrected: 'sent', cancelled: 'cancelled' },
  done: { closed: 'closed' },
  refused: { closed: 'closed' },
  closed: {},
  cancelled: {},
  expired: {},
};

/** The way of an order that is carried out: who stands further on it has left the earlier ones behind. */
const way: readonly string[] = ['sent', 'delivered', 'read', 'accepted', 'on-the-way', 'arrived', 'done'];

/** A receipt as it is when its order, or a new version of it, is sent. */
export function sentAt(at: number, version: number): ReceiptCourse {
  return { state: 'sent', version, times: { sent: at }, arrivedBy: null, escalations: [] };
}

export function orderLifecycle(course: ReceiptCourse, event: OrderEvent, patience: OrderPatience): OrderStep {
  if (event.name === 'time') return whenDue(course, event.at, patience);
  const state = transitions[course.state][event.name];
  if (state === undefined) return withoutTransition(course, event.name);
  if (event.name === 'call-answered' || event.name === 'call-failed') return afterCall(course, event, event.name);
  if (event.name === 'corrected') {
    const corrected = { ...sentAt(event.at, course.version + 1), escalations: course.escalations };
    return { outcome: 'step', course: corrected, transition: 'corrected' };
  }
  return step(course, state, event);
}

/** When something will happen of itself; null where nothing will. */
export function dueAt(course: ReceiptCourse, patience: OrderPatience): number | null {
  const escalation = nextEscalation(course, patience)?.at ?? null;
  if (course.state !== 'sent') return escalation;
  return Math.min(patience.expiresAt, escalation ?? Infinity);
}

/** The end of waiting comes before another attempt; what is due after that is due again at once. */
function whenDue(course: ReceiptCourse, at: number, patience: OrderPatience): OrderStep {
  if (course.state === 'sent' && at >= patience.expiresAt) return step(course, 'expired', { name: 'time', at });
  const next = nextEscalation(course, patience);
  if (next === null || at < next.at) return { outcome: 'already' };
  const taken = { at, cause: next.cause, step: next.step, suggestedVehicleId: null };
  return {
    outcome: 'step',
    course: { ...course, escalations: [...course.escalations, taken] },
    transition: 'escalated',
  };
}

/** What became of the newest call of which that is not known yet; nothing where none was to be made of this version. */
function afterCall(course: ReceiptCourse, { at, call }: OrderEvent, transition: CallEvent): OrderStep {
  const { sent = 0 } = course.times;
  const place = course.escalations.findLastIndex(
    (one) => one.step === 'ring-crew' && one.call === undefined && one.at >= sent,
  );
  if (place === -1) return { outcome: 'already' };
  const outcome = transition === 'call-answered' ? 'answered' : (call?.outcome ?? 'failed');
  const escalations = course.escalations.map((one, index) =>
    index === place ? { ...one, call: { outcome, at, name: call?.name ?? null } } : one,
  );
  return { outcome: 'step', transition, course: { ...course, escalations } };
}

const causesIn: Readonly<Partial<Record<ReceiptState, readonly EscalationCause[]>>> = {
  sent: ['not-delivered'],
  delivered: ['not-accepted', 'not-arrived'],
  read: ['not-accepted', 'not-arrived'],
  accepted: ['not-arrived'],
  'on-the-way': ['not-arrived'],
};

/** The step of the rules that comes next because nobody answers; null where nobody has to answer, or did by telephone. */
function nextEscalation(
  course: ReceiptCourse,
  { deadline, steps }: OrderPatience,
): { at: number; cause: EscalationCause; step: EscalationRule['steps'][number]['step'] } | null {
  const { sent = 0, delivered = sent } = course.times;
  const since = { 'not-delivered': sent, 'not-accepted': delivered, 'not-arrived': deadline };
  const upcoming = (causesIn[course.state] ?? []).flatMap((cause) => {
    if (answeredByPhone(course, cause)) return [];
    const from = since[cause];
    const taken = course.escalations.filter((one) => one.cause === cause && one.at >= sent).length;
    const next = steps
      .filter((one) => one.cause === cause)
      .sort((one, other) => one.afterSeconds - other.afterSeconds)
      .at(taken);
    return from === null || next === undefined ? [] : [{ at: from + next.afterSeconds * 1000, cause, step: next.step }];
  });
  return upcoming.sort((one, other) => one.at - other.at)[0] ?? null;
}

/** What a person wants and the table lacks is refused, unless it was so already; facts may come late without meaning. */
function withoutTransition({ state, times }: ReceiptCourse, name: Exclude<OrderEventName, 'time'>): OrderStep {
  // What is told of the world, and asked of nobody, may come too late.
  if (name === 'entered-place' || name === 'call-answered' || name === 'call-failed') return { outcome: 'already' };
  if (name === 'corrected') return { outcome: 'refused' };
  const hasEnded = transitions[state].cancelled === undefined;
  const isTerminalFact = name === 'delivered' || name === 'read';
  const isOvertaken = way.includes(name) && way.indexOf(name) < way.indexOf(state);
  const isSo = times[name] !== undefined || isOvertaken || (isTerminalFact && hasEnded);
  return { outcome: isSo ? 'already' : 'refused' };
}

function step(course: ReceiptCourse, state: ReceiptState, { name, at }: OrderEvent): OrderStep {
  if (state === 'sent') return { outcome: 'refused' };
  const by = name === 'entered-place' ? 'position' : 'crew';
  return {
    outcome: 'step',
    transition: state,
    course: {
      ...course,
      state,
      times: { ...course.times, [state]: at },
      arrivedBy: state === 'arrived' ? by : course.arrivedBy,
    },
  };
}
