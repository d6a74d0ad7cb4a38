import { defaultFloorSettings } from '@protocol';
import { FakeClock } from './FakeClock';
import { Floor } from './Floor';
import type { FloorMachines } from './floorControl';
import { FloorJudge } from './FloorJudge';
import type { FloorLedger } from './FloorLedger';
import type { FloorMove, Mover } from './floorMoves';
import type { FloorGrant, FloorRules } from './generalState';
import { strayFloorEvents } from './strayFloorEvents';

/** Enough that a queue of ten fills up and overflows. */
export const PARTICIPANTS = 14;
/** What is met less often than this is looked for. */
const GUIDED_TIMES = 200;
/** A call that has ended stays so; a few moves show that. */
const MOVES_AFTER_END = 24;
/** Four minutes: longer than ten people from the queue who have all gone. */
const DRAIN_TURNS = 30;
const DRAIN_STEP_MS = 8_000;

/**
 * For tests: the real machines and the real executor on a clock of its own, moved at random and judged after every
 * move. Participants 12 and 13 are two lines of one session.
 */
export class PlayedFloor {
  readonly clock = new FakeClock();
  readonly #floor: Floor;
  readonly #judge: FloorJudge;
  readonly #ledger: FloorLedger;
  #rules: FloorRules;
  #bursts = 0;
  /** Who did something last. */
  #last = nameOf(0);

  constructor(lasting: boolean, machines: FloorMachines, ledger: FloorLedger) {
    this.#rules = { ...defaultFloorSettings, lasting, emergencyLasts: false };
    this.#ledger = ledger;
    const judge = new FloorJudge(this.clock, () => this.#rules);
    this.#judge = judge;
    this.#floor = new Floor({
      clock: this.clock,
      rules: () => this.#rules,
      machines: ledger.watching(machines),
      onMessage: (participantId, message) => judge.told(participantId, message),
      onBegan: (grant) => judge.began(grant),
      onEnded: (grant, reason) => judge.ended(grant, reason),
      onChanged: () => undefined,
      onEmergencyEnded: () => judge.emergencyEnds(this.#rules),
      onReleased: () => undefined,
    });
  }

  /** Throws a FloorViolation as soon as a property does not hold. Answers how many moves were made before the call was over. */
  play(moves: readonly FloorMove[]): number {
    let made = 0;
    for (let afterEnd = 0; made < moves.length && afterEnd < MOVES_AFTER_END; made += 1) {
      const move = moves[made];
      if (move) this.#move(move);
      this.#judge.look(this.#floor, this.clock);
      if (this.#floor.state.general.name === 'Releasing') afterEnd += 1;
    }
    this.#drain();
    this.#ledger.replays(this.#floor.state);
    return made;
  }

  #move(move: FloorMove): void {
    const { holder, queue } = this.#floor;
    switch (move.kind) {
      case 'request':
        return this.#request(this.#nameOf(move.who) ?? nameOf(0), move);
      case 'request again': {
        const again = move.who === 'queued' ? queue[0]?.participantId : this.#nameOf(move.who);
        const known = [holder, ...queue].find((request) => request?.participantId === again);
        const priority = known?.priority ?? move.priority;
        if (again !== undefined) this.#request(again, { ...move, kind: 'request', who: 0, priority });
        return;
      }
      case 'release':
        return this.#release(move.stale ? `burst-${this.#bursts - 1}` : (holder?.burstId ?? 'none'), move.who);
      case 'press': {
        const who = this.#nameOf(move.who) ?? nameOf(0);
        this.#floor.take(who, move.stale ? 'old' : (holder?.burstId ?? 'none'));
        return;
      }
      case 'media':
        return this.#media(this.#nameOf(move.who));
      case 'cancel': {
        const who = move.who === 'queued' ? queue.at(-1)?.participantId : this.#nameOf(move.who);
        if (who !== undefined) this.#judge.cancelled(who, this.#floor.cancel(who));
        return;
      }
      case 'lose': {
        const who = this.#nameOf(move.who);
        if (who !== undefined) this.#lose(who, move.reason);
        return;
      }
      case 'emergency': {
        const sessionId = move.who === null ? null : sessionOf(this.#nameOf(move.who) ?? nameOf(0));
        this.#judge.emergencyIs(sessionId);
        this.#floor.setEmergency(sessionId);
        return;
      }
      case 'configure':
        this.#rules = { ...this.#rules, ...move.settings };
        this.#judge.rulesAre(this.#rules);
        return;
      case 'pass':
        return this.clock.pass(move.ms);
      case 'speak':
        return this.#speak(move.seconds);
      case 'rare':
        return this.#takeRare();
      case 'close':
        this.#judge.closing();
        this.#floor.close(move.reason);
    }
  }

  /** What must change nothing now, as far as it was seldom taken; then what is possible in this state and seldom met. */
  #takeRare(): void {
    const { state, holder } = this.#floor;
    const isRare = (name: string, event: string): boolean => this.#ledger.times(name, event) < GUIDED_TIMES;
    for (const { state: name, event } of strayFloorEvents(state, this.clock.now())) {
      if (!isRare(name, event.event.name)) continue;
      this.#floor.step(event);
      this.#judge.look(this.#floor, this.clock);
    }
    const unheard = [...state.participants].find(([, { name }]) => name === 'U: not permitted but sends media');
    if (unheard && isRare('U: not permitted but sends media', 'Participant lost')) this.#lose(unheard[0]);
    if (state.general.name === 'G: Floor Idle' && isRare(state.general.name, 'Call closed')) {
      this.#judge.closing();
      this.#floor.close('call-closed');
    }
    if (state.general.name === 'G: pending Floor Revoke' && holder) this.#takeRareOfCut(holder);
  }

  /** Who is being cut asks again, and then goes, or calls for help and is saved by that. */
  #takeRareOfCut({ participantId, sessionId, priority }: FloorGrant): void {
    const times = (event: string): number => this.#ledger.times('U: pending Floor Revoke', event);
    if (times('Floor Request') < GUIDED_TIMES) {
      const can = { preempt: false, maySpeak: true, hasMedia: true };
      this.#request(participantId, { kind: 'request', who: 0, priority, ...can });
      this.#judge.look(this.#floor, this.clock);
    }
    const [lost, saved] = [times('Participant lost'), times('Send Floor Granted')];
    if (lost < Math.min(saved, GUIDED_TIMES)) return this.#lose(participantId);
    if (saved >= GUIDED_TIMES) return;
    this.#judge.emergencyIs(sessionId);
    this.#floor.setEmergency(sessionId);
  }

  #lose(who: string, reason: 'connection-lost' | 'no-permission' = 'connection-lost'): void {
    this.#judge.lost(who);
    this.#floor.lose(who, reason);
  }

  #request(who: string, { priority, preempt, maySpeak, hasMedia }: Extract<FloorMove, { kind: 'request' }>): void {
    const burstId = `burst-${(this.#bursts += 1)}`;
    const request = { participantId: who, sessionId: sessionOf(who), burstId, priority };
    this.#judge.asked(request, preempt, this.#floor.holder, () =>
      this.#floor.request(request, { preempt, maySpeak, hasMedia }),
    );
  }

  #release(burstId: string, who: Mover): void {
    const by = this.#nameOf(who) ?? nameOf(0);
    this.#judge.releasing(by);
    this.#floor.release(by, burstId);
  }

  #media(who: string | undefined): void {
    if (who !== undefined) this.#judge.sent(who, this.#floor.takeMedia(who));
  }

  #nameOf(mover: Mover): string | undefined {
    if (mover === 'holder') return this.#floor.holder?.participantId;
    if (mover !== 'last') this.#last = nameOf(mover);
    return this.#last;
  }

  /** Whoever has the floor speaks on, second by second, as a terminal does. */
  #speak(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      const { holder } = this.#floor;
      if (!holder) return;
      this.#media(holder.participantId);
      this.#floor.hold(holder.participantId, holder.burstId);
      this.clock.pass(1_000);
      this.#judge.look(this.#floor, this.clock);
    }
  }

  /** Nobody presses or speaks any more: in time everyone has been served and the floor is idle. */
  #drain(): void {
    for (let turn = 0; turn < DRAIN_TURNS; turn += 1) {
      this.clock.pass(DRAIN_STEP_MS);
      this.#judge.look(this.#floor, this.clock);
    }
    this.#judge.drained(this.#floor);
  }
}

function nameOf(number: number): string {
  return `participant-${number}`;
}

/** The last two are one person's two lines. */
function sessionOf(participantId: string): string {
  return `session of ${participantId === nameOf(PARTICIPANTS - 1) ? nameOf(PARTICIPANTS - 2) : participantId}`;
}
