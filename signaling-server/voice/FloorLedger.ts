import { isDeepStrictEqual } from 'node:util';
import type { FloorMachines, FloorState } from './floorControl';
import { FloorViolation } from './FloorJudge';
import type { FloorRules, GeneralEvent, GeneralState } from './generalState';
import type { ParticipantEvent, ParticipantState } from './participantFloor';

const SAMPLES = 31;
/** Comparing is the dearest part of a replay, and a difference stays to the end. */
const COMPARED_EVERY = 16;

interface GeneralEntry {
  readonly state: GeneralState;
  readonly event: GeneralEvent;
  readonly rules: FloorRules;
}
interface ParticipantEntry {
  readonly participantId: string;
  readonly state: ParticipantState;
  readonly event: ParticipantEvent;
  readonly rules: FloorRules;
}

/** For tests: which (state, event) pairs were taken, and the log of one run, to be replayed. */
export class FloorLedger {
  readonly taken = new Map<string, number>();
  /** Some of the states that were met, by name. */
  readonly generalStates = new Map<string, GeneralState[]>();
  readonly participantStates = new Map<string, ParticipantState[]>();
  #machines: FloorMachines | null = null;
  #general: GeneralEntry[] = [];
  #participants: ParticipantEntry[] = [];

  times(state: string, event: string): number {
    return this.taken.get(`${state} × ${event}`) ?? 0;
  }

  count(state: string, event: string): void {
    const pair = `${state} × ${event}`;
    this.taken.set(pair, (this.taken.get(pair) ?? 0) + 1);
  }

  /** The machines, with every step of theirs written down; a new run begins. */
  watching(machines: FloorMachines): FloorMachines {
    this.#machines = machines;
    this.#general = [];
    this.#participants = [];
    return {
      general: (state, event, rules) => {
        this.count(state.name, event.name);
        keepSome(this.generalStates, state, this.#general.length);
        this.#general.push({ state, event, rules });
        return machines.general(state, event, rules);
      },
      participant: (participantId, state, event, rules) => {
        this.count(state.name, event.name);
        keepSome(this.participantStates, state, this.#participants.length);
        this.#participants.push({ participantId, state, event, rules });
        return machines.participant(participantId, state, event, rules);
      },
    };
  }

  /** Every step again, from the first state on: each begins where the one before has ended, and so does the run. */
  replays(end: FloorState): void {
    const machines = this.#machines;
    if (!machines) return;
    let general = this.#general[0]?.state ?? end.general;
    for (const [index, { state, event, rules }] of this.#general.entries()) {
      if (index % COMPARED_EVERY === 0) expectSame(general, state);
      general = machines.general(general, event, rules).state;
    }
    expectSame(general, end.general);
    const participants = new Map<string, ParticipantState>();
    const gone = new Set<string>();
    for (const { participantId, state, event, rules } of this.#participants) {
      // Whoever lost his line and comes again comes as somebody new.
      const isNew = gone.has(participantId) && !isDeepStrictEqual(participants.get(participantId), state);
      if (isNew) gone.delete(participantId);
      const before = isNew ? state : (participants.get(participantId) ?? state);
      expectSame(before, state);
      participants.set(participantId, machines.participant(participantId, before, event, rules).state);
      if (event.name === 'Participant lost' && event.reason === 'connection-lost') gone.add(participantId);
    }
    for (const [participantId, state] of end.participants) expectSame(participants.get(participantId), state);
  }
}

function keepSome<State extends { readonly name: string }>(
  kept: Map<string, State[]>,
  state: State,
  turn: number,
): void {
  const states = kept.get(state.name) ?? [];
  kept.set(state.name, states);
  states[turn % SAMPLES] = state;
}

function expectSame(one: unknown, other: unknown): void {
  if (one === other || isDeepStrictEqual(one, other)) return;
  throw new FloorViolation(
    'the log of events replays to the same state',
    `${JSON.stringify(one)} ${JSON.stringify(other)}`,
  );
}
