import type { ReceiptState } from '@protocol';

/**
 * How far one vehicle may go from where it is with an order. `delivered` is the terminal's fact; every later step is
 * the crew's. A crew that accepted may still find that it cannot go.
 */
export const transitions: Readonly<Record<ReceiptState, readonly ReceiptState[]>> = {
  sent: ['delivered'],
  delivered: ['accepted', 'refused'],
  accepted: ['arrived', 'refused'],
  refused: [],
  arrived: ['done'],
  done: [],
};

/** What asking for a state comes to: a step, something that was so already (a resend), or an illegal step. */
export type Outcome = 'step' | 'already' | 'illegal';

/** `taken` are the states that this receipt has been in, the present one included. */
export function outcomeOf(present: ReceiptState, taken: readonly ReceiptState[], wanted: ReceiptState): Outcome {
  if (taken.includes(wanted)) return 'already';
  return transitions[present].includes(wanted) ? 'step' : 'illegal';
}

/** Nothing more can happen to a receipt in such a state. */
export function isFinal(state: ReceiptState): boolean {
  return transitions[state].length === 0;
}
