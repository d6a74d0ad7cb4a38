import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLimits, floorControl, idle, type FloorEffect, type FloorEvent, type FloorState } from './floorControl';

const participants = ['crew-1', 'crew-2', 'centre'] as const;

/** Plays events on a machine with timers on a clock of their own, as `Floor.ts` does with real ones. */
class PlayedFloor {
  at = 0;
  state: FloorState = idle;
  readonly effects: FloorEffect[] = [];
  readonly started: { timer: 'T1' | 'T2'; burstId: string; due: number }[] = [];
  #bursts = 0;

  step(event: FloorEvent): readonly FloorEffect[] {
    const { state, effects } = floorControl(this.state, event);
    this.state = state;
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.name !== 'Start timer') continue;
      this.started.push({ timer: effect.timer, burstId: effect.burstId, due: event.at + effect.inMs });
    }
    return effects;
  }

  request(participantId: string, can: { maySpeak?: boolean; hasMedia?: boolean } = {}): readonly FloorEffect[] {
    const burstId = `burst-${(this.#bursts += 1)}`;
    return this.step({
      name: 'Floor Request',
      at: this.at,
      participantId,
      burstId,
      maySpeak: true,
      hasMedia: true,
      ...can,
    });
  }

  /** Lets time pass; timers fire when they are due, those of ended bursts too, since a late one may do no harm. */
  pass(ms: number): void {
    const until = this.at + ms;
    for (;;) {
      const next = this.started.filter(({ due }) => due <= until).sort((one, other) => one.due - other.due)[0];
      if (!next) break;
      this.started.splice(this.started.indexOf(next), 1);
      this.at = Math.max(this.at, next.due);
      this.step({ name: 'Timer expired', at: this.at, timer: next.timer, burstId: next.burstId });
    }
    this.at = until;
  }

  get holder(): string | null {
    return this.state.name === 'G: Floor Taken' ? this.state.grant.participantId : null;
  }

  get burstId(): string {
    return this.state.name === 'G: Floor Taken' ? this.state.grant.burstId : 'none';
  }
}

const names = (effects: readonly FloorEffect[]): string[] => effects.map(({ name }) => name);

describe('the floor', () => {
  it('is granted when it is idle, and everyone is told who has it', () => {
    const floor = new PlayedFloor();
    expect(names(floor.request('crew-1'))).toEqual(['Floor Granted', 'Floor Taken', 'Start timer', 'Start timer']);
    expect(floor.holder).toBe('crew-1');
  });

  it('is denied while another has it, to one who may only listen, and to one whose sound does not arrive', () => {
    const floor = new PlayedFloor();
    expect(floor.request('crew-1', { maySpeak: false })).toMatchObject([{ name: 'Floor Deny', cause: 'receive-only' }]);
    expect(floor.request('crew-1', { hasMedia: false })).toMatchObject([{ name: 'Floor Deny', cause: 'retry-later' }]);
    floor.request('crew-1');
    expect(floor.request('crew-2')).toMatchObject([{ name: 'Floor Deny', cause: 'another-has-it' }]);
  });

  it('answers its holder with the same grant when he asks again', () => {
    const floor = new PlayedFloor();
    floor.request('crew-1');
    const { burstId } = floor;
    expect(floor.request('crew-1')).toMatchObject([{ name: 'Floor Granted', again: true, grant: { burstId } }]);
  });

  it('is released by its holder only, and only for the burst that runs', () => {
    const floor = new PlayedFloor();
    floor.request('crew-1');
    const { burstId, at } = floor;
    expect(names(floor.step({ name: 'Floor Release', at, participantId: 'crew-2', burstId }))).toEqual(['Ignored']);
    expect(names(floor.step({ name: 'Floor Release', at, participantId: 'crew-1', burstId: 'old' }))).toEqual([
      'Ignored',
    ]);
    expect(names(floor.step({ name: 'Floor Release', at, participantId: 'crew-1', burstId }))).toEqual([
      'Stop timers',
      'Floor Idle',
    ]);
  });

  it('is revoked after the talk limit however much is said', () => {
    const floor = new PlayedFloor();
    floor.request('crew-1');
    for (let passed = 0; passed < defaultLimits.talkLimitMs - 1_000; passed += 1_000) {
      floor.step({ name: 'RTP media', at: floor.at, participantId: 'crew-1' });
      floor.pass(1_000);
    }
    expect(floor.holder).toBe('crew-1');
    floor.step({ name: 'RTP media', at: floor.at, participantId: 'crew-1' });
    floor.pass(1_000);
    expect(floor.effects.at(-1)).toMatchObject({ name: 'Floor Idle', reason: 'too-long' });
  });

  it('is revoked four seconds after the last packet of its holder', () => {
    const floor = new PlayedFloor();
    floor.request('crew-1');
    floor.pass(3_000);
    floor.step({ name: 'RTP media', at: floor.at, participantId: 'crew-1' });
    floor.pass(3_999);
    expect(floor.holder).toBe('crew-1');
    floor.pass(1);
    expect(floor.effects.at(-1)).toMatchObject({ name: 'Floor Idle', reason: 'no-media' });
  });

  it('ends with the connection or the permission of its holder, not with those of others', () => {
    for (const [name, reason] of [
      ['Connection lost', 'connection-lost'],
      ['Permission lost', 'no-permission'],
    ] as const) {
      const floor = new PlayedFloor();
      floor.request('crew-1');
      expect(names(floor.step({ name, at: 1, participantId: 'crew-2' }))).toEqual(['Ignored']);
      expect(floor.step({ name, at: 1, participantId: 'crew-1' })).toMatchObject([
        { name: 'Stop timers' },
        { name: 'Floor Revoke', reason },
        { name: 'Floor Idle', reason },
      ]);
    }
  });
});

type Move =
  | { kind: 'request'; who: string; maySpeak: boolean; hasMedia: boolean }
  | { kind: 'release'; who: string; burst: number | 'current' }
  | { kind: 'media'; who: string }
  | { kind: 'lost'; who: string }
  | { kind: 'forbidden'; who: string }
  | { kind: 'pass'; ms: number };

const who = fc.constantFrom(...participants);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    who,
    maySpeak: fc.integer({ max: 9, min: 0 }).map((n) => n > 0),
    hasMedia: fc.integer({ max: 9, min: 0 }).map((n) => n > 0),
  }),
  fc.record({
    kind: fc.constant('release' as const),
    who,
    burst: fc.oneof(fc.constant('current' as const), fc.integer({ min: 1, max: 20 })),
  }),
  fc.record({ kind: fc.constant('media' as const), who }),
  fc.record({ kind: fc.constant('lost' as const), who }),
  fc.record({ kind: fc.constant('forbidden' as const), who }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
);

function play(
  moves: readonly Move[],
  after: (floor: PlayedFloor, effects: readonly FloorEffect[]) => void,
): PlayedFloor {
  const floor = new PlayedFloor();
  for (const next of moves) {
    const before = floor.effects.length;
    const { at } = floor;
    if (next.kind === 'request') floor.request(next.who, next);
    else if (next.kind === 'pass') floor.pass(next.ms);
    else if (next.kind === 'media') floor.step({ name: 'RTP media', at, participantId: next.who });
    else if (next.kind === 'lost') floor.step({ name: 'Connection lost', at, participantId: next.who });
    else if (next.kind === 'forbidden') floor.step({ name: 'Permission lost', at, participantId: next.who });
    else {
      const burstId = next.burst === 'current' ? floor.burstId : `burst-${next.burst}`;
      floor.step({ name: 'Floor Release', at, participantId: next.who, burstId });
    }
    after(floor, floor.effects.slice(before));
  }
  return floor;
}

describe('the floor under any sequence of events', () => {
  const anyMoves = fc.array(move, { maxLength: 60 });

  it('never forwards the media of one who does not hold it, so that there are never two talkers', () => {
    fc.assert(
      fc.property(anyMoves, (moves) => {
        let talking: string | null = null;
        play(moves, (_, effects) => {
          for (const effect of effects) {
            if (effect.name === 'Floor Granted' && !effect.again) {
              expect(talking).toBeNull();
              talking = effect.grant.burstId;
            }
            if (effect.name === 'Forward media') expect(effect.burstId).toBe(talking);
            if (effect.name === 'Floor Idle') {
              expect(effect.ended.burstId).toBe(talking);
              talking = null;
            }
          }
        });
      }),
    );
  });

  it('ends every grant exactly once, at the latest when its talk limit has passed', () => {
    fc.assert(
      fc.property(anyMoves, (moves) => {
        const floor = play(moves, () => undefined);
        floor.pass(defaultLimits.talkLimitMs);
        const granted = floor.effects.flatMap((effect) =>
          effect.name === 'Floor Granted' && !effect.again ? [effect.grant.burstId] : [],
        );
        const ended = floor.effects.flatMap((effect) => (effect.name === 'Floor Idle' ? [effect.ended.burstId] : []));
        expect(ended).toEqual(granted);
        expect(floor.holder).toBeNull();
      }),
    );
  });

  it('is left as it was by the timers of bursts that have ended', () => {
    fc.assert(
      fc.property(anyMoves, fc.constantFrom('T1' as const, 'T2' as const), (moves, timer) => {
        const floor = play(moves, () => undefined);
        const { state } = floor;
        for (const effect of [...floor.effects]) {
          if (effect.name !== 'Floor Idle') continue;
          floor.step({ name: 'Timer expired', at: floor.at, timer, burstId: effect.ended.burstId });
          expect(floor.state).toBe(state);
        }
      }),
    );
  });

  it('answers every request with one grant or one deny', () => {
    fc.assert(
      fc.property(anyMoves, (moves) => {
        const floor = play(moves, () => undefined);
        const answers = floor.effects.filter(({ name }) => name === 'Floor Granted' || name === 'Floor Deny');
        expect(answers).toHaveLength(moves.filter(({ kind }) => kind === 'request').length);
      }),
    );
  });
});
