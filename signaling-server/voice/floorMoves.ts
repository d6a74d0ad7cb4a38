import fc from 'fast-check';
import type { FloorRules } from './generalState';

/** Who does it: one by number, whoever has the floor, or whoever did something last: what rarely happens to one follows. */
export type Mover = 'holder' | 'last' | number;

/** What can happen to a floor, said in terms of how it stands at that moment, so that chance meets every state. */
export type FloorMove =
  | { kind: 'request'; who: number; priority: number; preempt: boolean; maySpeak: boolean; hasMedia: boolean }
  | {
      kind: 'request again';
      who: 'holder' | 'queued' | 'last';
      priority: number;
      preempt: boolean;
      maySpeak: boolean;
      hasMedia: boolean;
    }
  | { kind: 'release'; who: Mover; stale: boolean }
  | { kind: 'press'; who: Mover; stale: boolean }
  | { kind: 'media'; who: Mover }
  | { kind: 'cancel'; who: 'queued' | Mover }
  | { kind: 'lose'; who: Mover; reason: 'connection-lost' | 'no-permission' }
  | { kind: 'emergency'; who: Mover | null }
  | { kind: 'configure'; settings: Partial<FloorRules> }
  | { kind: 'pass'; ms: number }
  | { kind: 'speak'; seconds: number }
  /** What was seldom met so far; see PlayedFloor. */
  | { kind: 'rare' }
  | { kind: 'close'; reason: 'call-closed' | 'server-restarted' };

const mostly = fc.integer({ min: 0, max: 19 }).map((chance) => chance > 0);
const seldom = fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0);

/** `participants` is how many there are. */
export function floorMoves(participants: number): fc.Arbitrary<FloorMove[]> {
  const who = fc.integer({ min: 0, max: participants - 1 });
  const holder = fc.oneof(
    { arbitrary: fc.constant('holder' as const), weight: 6 },
    { arbitrary: fc.constant('last' as const), weight: 2 },
    { arbitrary: who, weight: 2 },
  );
  const asking = { priority: fc.integer({ min: 1, max: 14 }), preempt: seldom, maySpeak: mostly, hasMedia: mostly };
  const settings: fc.Arbitrary<Partial<FloorRules>> = fc.record({
    queueLength: fc.constantFrom(0, 1, 3, 10, 10, 10),
    graceMs: fc.constantFrom(0, 3_000, 3_000, 10_000),
    talkLimitMs: fc.constantFrom(5_000, 12_000, 30_000),
    talkLimitWarningMs: fc.constantFrom(1_000, 5_000, 30_000),
    grantedFromQueueMs: fc.constantFrom(200, 1_000),
    endOfMediaMs: fc.constantFrom(1_000, 4_000),
    hangTimeMs: fc.constantFrom(5_000, 30_000),
    emergencyHangTimeMs: fc.constantFrom(5_000, 60_000),
    emergencyLasts: seldom,
  });
  const move: fc.Arbitrary<FloorMove> = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('request' as const), who, ...asking }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('request again' as const),
        who: fc.constantFrom('holder' as const, 'queued' as const, 'last' as const),
        ...asking,
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('release' as const), who: holder, stale: seldom }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('press' as const), who: holder, stale: seldom }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('media' as const), who: holder }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('cancel' as const),
        who: fc.oneof(fc.constant('queued' as const), fc.constant('last' as const), holder),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('lose' as const),
        who: holder,
        reason: fc.constantFrom('connection-lost' as const, 'no-permission' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('emergency' as const), who: fc.option(holder, { nil: null, freq: 2 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('configure' as const), settings }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        ms: fc.constantFrom(0, 1, 200, 500, 1_000, 2_999, 3_000, 4_000, 35_000),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('speak' as const), seconds: fc.constantFrom(1, 2, 3, 4, 8, 14, 34) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('rare' as const) }),
    },
  );
  /** Somebody asks to interrupt, and what comes next finds the talker in his grace. */
  const interruption: fc.Arbitrary<FloorMove> = fc.record({
    kind: fc.constant('request' as const),
    who,
    priority: fc.constant(14),
    ...{ preempt: fc.constant(true), maySpeak: fc.constant(true), hasMedia: fc.constant(true) },
  });
  const close: fc.Arbitrary<FloorMove> = fc.record({
    kind: fc.constant('close' as const),
    reason: fc.constantFrom('call-closed' as const, 'server-restarted' as const),
  });
  const moves = fc.array(move, { minLength: 1, maxLength: 300, size: 'max' });
  const after = fc.array(
    fc.oneof({ arbitrary: move, weight: 9 }, { arbitrary: interruption, weight: 1 }, { arbitrary: close, weight: 1 }),
    { maxLength: 30, size: 'max' },
  );
  const end = fc.tuple(fc.option(interruption), close, after);
  // A call that is closed stays closed: that is how most of the runs end.
  return fc
    .tuple(moves, fc.option(end))
    .map(([before, ending]) =>
      ending === null ? before : [...before, ...(ending[0] ? [ending[0]] : []), ending[1], ...ending[2]],
    );
}
