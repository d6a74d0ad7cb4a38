import fc from 'fast-check';
import type { FloorSettings } from '@protocol';
import type { GeneralTimer } from './generalState';

/** What can happen to a floor, said in terms of how it stands at that moment, so that chance meets every state. */
export type FloorMove =
  | { kind: 'request'; who: number; priority: number; preempt: boolean; maySpeak: boolean; hasMedia: boolean }
  | {
      kind: 'request again';
      who: 'holder' | 'queued';
      priority: number;
      preempt: boolean;
      maySpeak: boolean;
      hasMedia: boolean;
    }
  | { kind: 'release'; who: 'holder' | number; stale: boolean }
  | { kind: 'press'; who: 'holder' | number; stale: boolean }
  | { kind: 'media'; who: 'holder' | number }
  | { kind: 'cancel'; who: 'queued' | number }
  | { kind: 'lose'; who: 'holder' | number; reason: 'connection-lost' | 'no-permission' }
  | { kind: 'emergency'; who: number | null }
  | { kind: 'configure'; settings: Partial<FloorSettings> }
  | { kind: 'pass'; ms: number }
  | { kind: 'speak'; seconds: number }
  | { kind: 'late timer'; timer: GeneralTimer }
  | { kind: 'close'; reason: 'call-closed' | 'server-restarted' };

const mostly = fc.integer({ min: 0, max: 19 }).map((chance) => chance > 0);
const seldom = fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0);

/** `participants` is how many there are. */
export function floorMoves(participants: number): fc.Arbitrary<FloorMove[]> {
  const who = fc.integer({ min: 0, max: participants - 1 });
  const holder = fc.oneof({ arbitrary: fc.constant('holder' as const), weight: 4 }, { arbitrary: who, weight: 1 });
  const asking = { priority: fc.integer({ min: 1, max: 14 }), preempt: seldom, maySpeak: mostly, hasMedia: mostly };
  const settings: fc.Arbitrary<Partial<FloorSettings>> = fc.record({
    queueLength: fc.constantFrom(0, 1, 3, 10, 10, 10),
    graceMs: fc.constantFrom(0, 3_000, 3_000, 10_000),
    talkLimitMs: fc.constantFrom(5_000, 12_000, 30_000),
    talkLimitWarningMs: fc.constantFrom(1_000, 5_000, 30_000),
    grantedFromQueueMs: fc.constantFrom(200, 1_000),
    endOfMediaMs: fc.constantFrom(1_000, 4_000),
    hangTimeMs: fc.constantFrom(5_000, 30_000),
    emergencyHangTimeMs: fc.constantFrom(5_000, 60_000),
  });
  const move: fc.Arbitrary<FloorMove> = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('request' as const), who, ...asking }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('request again' as const),
        who: fc.constantFrom('holder' as const, 'queued' as const),
        ...asking,
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('release' as const), who: holder, stale: seldom }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('press' as const), who: holder, stale: seldom }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('media' as const), who: holder }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('cancel' as const),
        who: fc.oneof(fc.constant('queued' as const), who),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('lose' as const),
        who: holder,
        reason: fc.constantFrom('connection-lost' as const, 'no-permission' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('emergency' as const), who: fc.option(who, { nil: null, freq: 2 }) }),
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
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('late timer' as const),
        timer: fc.constantFrom<GeneralTimer>('T1', 'T2', 'T2 warning', 'T3', 'heartbeat'),
      }),
    },
  );
  const close: fc.Arbitrary<FloorMove> = fc.record({
    kind: fc.constant('close' as const),
    reason: fc.constantFrom('call-closed' as const, 'server-restarted' as const),
  });
  const moves = fc.array(move, { minLength: 1, maxLength: 500, size: 'max' });
  const after = fc.array(move, { maxLength: 20, size: 'max' });
  // A call that is closed stays closed: that is how some of the runs end.
  return fc
    .tuple(moves, fc.option(fc.tuple(close, after), { nil: null }))
    .map(([before, end]) => (end === null ? before : [...before, end[0], ...end[1]]));
}
