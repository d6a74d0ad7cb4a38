import type { EscalationRule, Order, Receipt } from '@protocol';

/** What is waited for, and how near its end is. `late` is said only once it is; amber and red come before. */
export interface OrderClock {
  readonly waitsFor: 'delivery' | 'answer' | 'arrival' | 'result' | 'closing';
  readonly since: number;
  /** Null where nothing says how long it may take. */
  readonly due: number | null;
  readonly tone: 'calm' | 'amber' | 'red' | 'late';
}

/** The share of its time that is left when a clock turns. */
const AMBER_SHARE = 0.5;
const RED_SHARE = 0.2;

/** The clock on one vehicle's receipt at `now`, by the rule of its place; null where nobody waits for anything. */
export function orderClock(
  order: Pick<Order, 'expiresAt' | 'content'>,
  { state, times }: Receipt,
  rule: Pick<EscalationRule, 'steps'> | null,
  now: number,
): OrderClock | null {
  const { deadline } = order.content;
  const sent = times.sent ?? now;
  const delivered = times.delivered ?? sent;
  switch (state) {
    case 'sent':
      return clock('delivery', sent, earliest(order.expiresAt, firstStep(rule, 'not-delivered', sent)), now);
    case 'delivered':
    case 'read':
      return clock('answer', delivered, earliest(firstStep(rule, 'not-accepted', delivered), deadline), now);
    case 'accepted':
    case 'on-the-way':
      return clock('arrival', times.accepted ?? delivered, deadline, now);
    case 'arrived':
      return clock('result', times.arrived ?? now, null, now);
    case 'done':
    case 'refused':
      return clock('closing', times[state] ?? now, null, now);
    default:
      return null;
  }
}

/** Which of two clocks needs a person first: the more urgent tone, then the earlier end. */
export function byUrgency(one: OrderClock | null, other: OrderClock | null): number {
  const place = (clock: OrderClock | null): number => (clock === null ? -1 : tones.indexOf(clock.tone));
  return place(other) - place(one) || (one?.due ?? Infinity) - (other?.due ?? Infinity) || 0;
}

const tones = ['calm', 'amber', 'red', 'late'] as const;

function clock(waitsFor: OrderClock['waitsFor'], since: number, due: number | null, now: number): OrderClock {
  return { waitsFor, since, due, tone: due === null ? 'calm' : toneOf(due - now, due - since) };
}

function toneOf(left: number, whole: number): OrderClock['tone'] {
  if (left <= 0) return 'late';
  if (left <= whole * RED_SHARE) return 'red';
  return left <= whole * AMBER_SHARE ? 'amber' : 'calm';
}

/** When the rules first do something about it. */
function firstStep(
  rule: Pick<EscalationRule, 'steps'> | null,
  cause: EscalationRule['steps'][number]['cause'],
  since: number,
): number | null {
  const after = rule?.steps.filter((step) => step.cause === cause).map(({ afterSeconds }) => afterSeconds) ?? [];
  return after.length === 0 ? null : since + Math.min(...after) * 1_000;
}

function earliest(...moments: readonly (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}
