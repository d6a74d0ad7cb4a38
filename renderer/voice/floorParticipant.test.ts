import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorParticipant, type ParticipantStep } from './floorParticipant';
import { FloorWorld } from './FloorWorld';

/** PROPERTY_SEED. */
const seed = fc.readConfigureGlobal().seed ?? 0;
const WORLDS = 3_000;
const STEPS = 240;
const TIMES_EACH = 100;
/** Some two seconds on an idle machine. */
const LIMIT_MS = 120_000;

/** Runs many worlds by one seed; throws at the first property that does not hold. */
function run(machine = floorParticipant): Map<string, number> {
  const taken = new Map<string, number>();
  for (let world = 0; world < WORLDS; world += 1) {
    const running = new FloorWorld(seed + world, machine);
    for (let step = 0; step < STEPS; step += 1) running.step();
    running.settle();
    for (const [pair, times] of running.taken) taken.set(pair, (taken.get(pair) ?? 0) + times);
  }
  return taken;
}

/** The machine with one effect changed on its way out. */
function faulty(change: (step: ParticipantStep) => ParticipantStep): typeof floorParticipant {
  return (state, event) => change(floorParticipant(state, event));
}
const without = (name: string) =>
  faulty(({ state, effects }) => ({ state, effects: effects.filter((effect) => effect.name !== name) }));

describe('one participant of a floor, in random worlds', () => {
  it(
    'opens the gate only for one who presses, holds no floor that nobody speaks on, every pair taken a hundred times',
    { timeout: LIMIT_MS },
    () => {
      const taken = run();
      const steps = [...taken.values()].reduce((sum, times) => sum + times, 0);
      const table = [...taken].sort(([one], [other]) => one.localeCompare(other));
      console.log(
        [
          `participant: ${steps} random steps, seed ${seed} (PROPERTY_SEED=${seed} repeats them);`,
          'pairs of state and event, times taken:',
          ...table.map(([pair, times]) => `  ${pair}: ${times}`),
        ].join('\n'),
      );
      const part = (place: number): Set<string | undefined> =>
        new Set([...taken.keys()].map((pair) => pair.split(' x ')[place]));
      const [states, events] = [part(0), part(1)];
      expect(states.size).toBe(5);
      expect(taken.size, 'every event meets every state').toBe(states.size * events.size);
      expect(Math.min(...taken.values())).toBeGreaterThanOrEqual(TIMES_EACH);
      expect(steps).toBeGreaterThan(100_000);
    },
  );

  it.each([
    ['never shuts the gate', without('Shut gate')],
    ['never gives the floor back', without('Floor Release')],
    ['never leaves the queue', without('Cancel request')],
    ['lets timers run on', without('Stop timers')],
    ['never starts a timer', without('Start timer')],
    ['sounds the permit tone first', faulty(({ state, effects }) => ({ state, effects: [...effects].reverse() }))],
    [
      'takes a floor though nobody presses',
      ((state, event) =>
        floorParticipant(
          state.name === 'U: queued' ? { ...state, isPressed: true } : state,
          event,
        )) satisfies typeof floorParticipant,
    ],
  ])('is caught when it %s', (_, machine) => {
    expect(() => run(machine)).toThrow();
  });
});

describe('one participant of a floor', () => {
  it('serves a second press with the request that is still open', () => {
    const asked = floorParticipant({ name: 'U: has no permission', attempt: 0, refusal: null }, { name: 'Press' });
    const { state } = floorParticipant(asked.state, { name: 'Let go' });
    const again = floorParticipant(state, { name: 'Press' });
    expect(again.state).toMatchObject({ name: 'U: pending request', attempt: 1 });
    expect(again.effects.map(({ name }) => name)).toEqual(['Start timer']);
  });

  it('asks anew where one presses before the last burst is released', () => {
    const grant = { burstId: 'b', until: 1, confirmBy: null };
    const speaking = { name: 'U: has permission', attempt: 1, grant, endsSoon: false } as const;
    const { state } = floorParticipant(speaking, { name: 'Let go' });
    const pressed = floorParticipant(state, { name: 'Press' });
    const released = floorParticipant(pressed.state, { name: 'Released', burstId: 'b' });
    expect(released.state).toEqual({ name: 'U: pending request', attempt: 2, tries: 1 });
  });

  it('says why it was cut, once the floor has been given back', () => {
    const grant = { burstId: 'b', until: 1, confirmBy: null };
    const speaking = { name: 'U: has permission', attempt: 1, grant, endsSoon: true } as const;
    const { state, effects } = floorParticipant(speaking, {
      name: 'Floor Revoke',
      burstId: 'b',
      reason: 'pre-empted',
    });
    expect(effects.map(({ name }) => name)).toEqual([
      'Stop timers',
      'Shut gate',
      'Tone',
      'Floor Release',
      'Start timer',
    ]);
    expect(floorParticipant(state, { name: 'Released', burstId: 'b' }).state).toEqual({
      name: 'U: has no permission',
      attempt: 1,
      refusal: { why: 'ended', reason: 'pre-empted' },
    });
  });
});
