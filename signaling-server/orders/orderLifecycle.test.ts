import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiptStates, type ReceiptState } from '@protocol';
import { isFinal, outcomeOf, transitions } from './orderLifecycle';

/** Lives a receipt through random wishes, as the server does. */
function live(wishes: readonly ReceiptState[]): ReceiptState[] {
  const taken: ReceiptState[] = ['sent'];
  for (const wish of wishes) {
    const present = taken[taken.length - 1] ?? 'sent';
    if (outcomeOf(present, taken, wish) === 'step') taken.push(wish);
  }
  return taken;
}

const wishes = fc.array(fc.constantFrom(...receiptStates), { maxLength: 30 });

describe('the life of a receipt', () => {
  it('is never accepted, refused, arrived or done before the terminal had it', () => {
    fc.assert(
      fc.property(wishes, (asked) => {
        const taken = live(asked);
        expect(taken.length === 1 || taken[1] === 'delivered').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never takes a step twice and never leaves a final state', () => {
    fc.assert(
      fc.property(wishes, (asked) => {
        const taken = live(asked);
        expect(new Set(taken).size).toBe(taken.length);
        taken.slice(0, -1).forEach((state) => expect(isFinal(state)).toBe(false));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes only steps of the table', () => {
    fc.assert(
      fc.property(wishes, (asked) => {
        const taken = live(asked);
        taken.slice(1).forEach((state, index) => {
          const before = taken[index];
          expect(before && transitions[before]).toContain(state);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers a resend of any step that was taken as already so, and changes nothing', () => {
    fc.assert(
      fc.property(wishes, fc.nat(), (asked, which) => {
        const taken = live(asked);
        const again = taken[which % taken.length] ?? 'sent';
        expect(outcomeOf(taken[taken.length - 1] ?? 'sent', taken, again)).toBe('already');
      }),
      { numRuns: 2_000 },
    );
  });

  it('reaches every state of the table', () => {
    const reached = new Set<ReceiptState>(['sent']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      [...reached].forEach((state) => transitions[state].forEach((next) => reached.add(next)));
    }
    expect([...reached].sort()).toEqual([...receiptStates].sort());
  });
});
