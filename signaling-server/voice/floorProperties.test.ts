import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFloorSettings } from '@protocol';
import type { FloorMachines } from './floorControl';
import { floorFaults } from './floorFaults';
import { FloorLedger } from './FloorLedger';
import { FloorViolation, floorProperties } from './FloorJudge';
import { floorMoves, type FloorMove } from './floorMoves';
import { generalFloor } from './generalFloor';
import { participantFloor } from './participantFloor';
import { PARTICIPANTS, PlayedFloor } from './PlayedFloor';
import { takeAlone } from './takeAlone';

const STEPS = 150_000;
/** Another seed may need a little longer to meet everything a hundred times. */
const MOST_STEPS = 400_000;
const RUNS_AT_ONCE = 50;
const RUNS_FOR_A_FAULT = 400;
const TIMES_EACH = 100;
/**
 * What no call can bring about: whoever is being cut is told that he is cut before anyone is told of the floor. These are
 * taken by the machine alone.
 */
const NEVER_IN_A_CALL: ReadonlySet<string> = new Set([
  'U: pending Floor Revoke × Send Floor Idle',
  'U: pending Floor Revoke × Send Floor Taken',
]);
/** Some seconds on an idle machine, minutes on one that does much else. */
const LIMIT_MS = 600_000;
/** PROPERTY_SEED. */
const seed = fc.readConfigureGlobal().seed ?? 0;
const right: FloorMachines = { general: generalFloor, participant: participantFloor };
const anyRun = fc.tuple(fc.integer({ min: 0, max: 2 }), floorMoves(PARTICIPANTS));

/** Plays moves on one call after the other: one that was released is followed by a new one. */
function play(lasting: boolean, moves: readonly FloorMove[], machines: FloorMachines, ledger: FloorLedger): number {
  let made = 0;
  while (made < moves.length) made += new PlayedFloor(lasting, machines, ledger).play(moves.slice(made));
  return made;
}

describe('the floor under any sequence of events', () => {
  it(
    'keeps its eight properties for 150,000 steps, every pair of state and event taken a hundred times',
    { timeout: LIMIT_MS },
    () => {
      const ledger = new FloorLedger();
      let steps = 0;
      const isSeldomMet = (): boolean => [...ledger.taken.values()].some((times) => times < TIMES_EACH);
      for (let round = 0; steps < STEPS || (isSeldomMet() && steps < MOST_STEPS); round += 1) {
        fc.assert(
          fc.property(anyRun, ([chance, moves]) => {
            steps += play(chance > 0, moves, right, ledger);
          }),
          { seed: seed + round, numRuns: RUNS_AT_ONCE, verbose: false },
        );
      }
      const met = new Map(ledger.taken);
      takeAlone(ledger, { ...defaultFloorSettings, lasting: false, emergencyLasts: false }, TIMES_EACH);
      const table = [...ledger.taken].sort(([one], [other]) => one.localeCompare(other));
      console.log(
        [
          `floor: ${steps} random steps, seed ${seed} (PROPERTY_SEED=${seed} repeats them); pairs of state and event,`,
          `times taken in whole calls (and in all, where the machine was also taken alone, since no call can bring it):`,
          ...table.map(
            ([pair, times]) => `  ${pair}: ${met.get(pair) ?? 0}${met.get(pair) === times ? '' : ` (${times})`}`,
          ),
        ].join('\n'),
      );
      expect(Math.min(...ledger.taken.values())).toBeGreaterThanOrEqual(TIMES_EACH);
      const seldom = [...ledger.taken.keys()].filter((pair) => (met.get(pair) ?? 0) < TIMES_EACH);
      expect(new Set(seldom)).toEqual(NEVER_IN_A_CALL);
      expect(steps).toBeGreaterThanOrEqual(STEPS);
    },
  );

  for (const [fault, machines] of Object.entries(floorFaults)) {
    it(`finds out that ${fault}`, { timeout: LIMIT_MS }, () => {
      const found = violationOf(machines);
      console.log(`floor: "${fault}" is caught by "${found?.property ?? 'nothing'}"`);
      expect(floorProperties).toContain(found?.property);
    });
  }
});

/** The first violation that random runs meet; not shrunk, for it is only to be there. */
function violationOf(machines: FloorMachines): FloorViolation | null {
  for (let run = 0; run < RUNS_FOR_A_FAULT; run += 1) {
    try {
      for (const [chance, moves] of fc.sample(anyRun, { seed: seed + run, numRuns: 1 })) {
        play(chance > 0, moves, machines, new FloorLedger());
      }
    } catch (error) {
      if (error instanceof FloorViolation) return error;
      throw error;
    }
  }
  return null;
}
