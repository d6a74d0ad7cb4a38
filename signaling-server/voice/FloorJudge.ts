import type { BurstEndReason } from '@protocol';
import type { FakeClock } from './FakeClock';
import type { Floor, FloorReply } from './Floor';
import { rankOf, type FloorRequest } from './floorQueue';
import { HEARTBEAT_LIMIT_MS } from './generalFloor';
import type { FloorGrant, FloorRules } from './generalState';
import type { ParticipantMessage } from './participantFloor';

export const floorProperties = [
  'never two talkers',
  'every grant ends in release or revoke',
  'the queue is priority, then first come',
  'no participant waits for ever',
  'an emergency is never refused for someone lower',
  'an emergency lasts as long as what it is for',
  'the log of events replays to the same state',
  'no timer outlives its state',
] as const;
export type FloorProperty = (typeof floorProperties)[number];

/** That a property did not hold. */
export class FloorViolation extends Error {
  constructor(
    readonly property: FloorProperty,
    what: string,
  ) {
    super(`${property}: ${what}`);
  }
}

type Asked = Omit<FloorRequest, 'since' | 'turn'>;
interface OpenGrant {
  grant: FloorGrant;
  at: number;
  began: boolean;
  revoked: boolean;
  aliveAt: number;
  /** When the talk limit began to count. */
  limitFrom: number;
  /** True once somebody has asked to interrupt him. */
  interrupted: boolean;
}

/**
 * For tests: keeps a record of its own of who was granted and who waits, from what participants are told, and holds the
 * floor against it. It shares no code with the machines but the rank of a request.
 */
export class FloorJudge {
  #open: OpenGrant | null = null;
  #waiting: (Asked & { turn: number })[] = [];
  #emergencyOf: string | null = null;
  #releasing: string | null = null;
  #closed = false;
  #turns = 0;
  #longest: FloorRules;
  readonly #granted = new Set<string>();

  constructor(
    private readonly clock: FakeClock,
    rules: () => FloorRules,
  ) {
    this.#longest = rules();
  }

  /** It ended by itself. */
  emergencyEnds({ emergencyLasts }: FloorRules): void {
    if (emergencyLasts) {
      throw new FloorViolation('an emergency lasts as long as what it is for', 'silence ended one that lasts');
    }
    this.emergencyIs(null);
  }

  /** A running burst ends by the rules under which it began, so that the longest of each counts. */
  rulesAre(rules: FloorRules): void {
    const { talkLimitMs, graceMs, grantedFromQueueMs, endOfMediaMs } = this.#longest;
    this.#longest = {
      ...rules,
      talkLimitMs: Math.max(talkLimitMs, rules.talkLimitMs),
      graceMs: Math.max(graceMs, rules.graceMs),
      grantedFromQueueMs: Math.max(grantedFromQueueMs, rules.grantedFromQueueMs),
      endOfMediaMs: Math.max(endOfMediaMs, rules.endOfMediaMs),
    };
  }

  asked(request: Asked, preempt: boolean, holder: FloorGrant | null, ask: () => FloorReply): void {
    const known = this.#waiting.some(({ participantId }) => participantId === request.participantId);
    if (this.#open && (preempt || request.sessionId === this.#emergencyOf)) this.#open.interrupted = true;
    const own = holder?.participantId === request.participantId;
    if (!known && !own) this.#waiting.push({ ...request, turn: (this.#turns += 1) });
    let reply: FloorReply;
    try {
      reply = ask();
    } catch (error) {
      throw error instanceof FloorViolation
        ? error
        : new FloorViolation('no participant waits for ever', String(error));
    }
    const isEmergency = request.sessionId === this.#emergencyOf && !this.#closed;
    const isForbidden = reply.message === 'Floor Deny' && ['receive-only', 'retry-later'].includes(reply.cause);
    if (isEmergency && reply.message !== 'Floor Granted' && !isForbidden && holder?.sessionId !== request.sessionId) {
      throw new FloorViolation('an emergency is never refused for someone lower', `answered ${reply.message}`);
    }
    if (reply.message !== 'Floor Queue Position Info') this.told(request.participantId, reply);
    if (reply.message === 'Floor Granted' && reply.confirmBy === null && reply.again && this.#open) {
      this.#open.began ||= true;
    }
  }

  told(participantId: string, message: ParticipantMessage): void {
    if (message.message === 'Floor Deny') this.#leave(participantId);
    if (message.message === 'Floor Revoke' && this.#open?.grant.burstId === message.burstId) this.#open.revoked = true;
    if (message.message === 'Floor Granted' && !message.again) this.#grant(message.grant);
  }

  began(grant: FloorGrant): void {
    // A direct grant is carried out before it is answered.
    if (this.#open?.grant.burstId !== grant.burstId) this.#grant(grant);
    if (this.#open) this.#open = { ...this.#open, began: true, aliveAt: this.clock.now() };
  }

  ended(grant: FloorGrant, reason: BurstEndReason): void {
    const open = this.#open;
    if (open?.grant.burstId !== grant.burstId) {
      throw new FloorViolation('every grant ends in release or revoke', `${grant.burstId} ended and was not granted`);
    }
    if (reason === 'released' ? this.#releasing !== grant.participantId : !open.revoked) {
      throw new FloorViolation('every grant ends in release or revoke', `${reason} without release or revoke`);
    }
    if (reason === 'pre-empted' && !open.interrupted) {
      throw new FloorViolation('every grant ends in release or revoke', 'pre-empted by nobody who asked for it');
    }
    this.#open = null;
  }

  sent(participantId: string, forwarded: boolean): void {
    const open = this.#open;
    const may = open?.began === true && open.grant.participantId === participantId;
    if (forwarded && !may) throw new FloorViolation('never two talkers', `${participantId} is heard without the floor`);
    if (forwarded && open) open.aliveAt = this.clock.now();
  }

  releasing(participantId: string): void {
    this.#releasing = participantId;
  }

  cancelled(participantId: string, left: boolean): void {
    if (left) this.#leave(participantId);
  }

  lost(participantId: string): void {
    this.#leave(participantId);
  }

  emergencyIs(sessionId: string | null): void {
    if (this.#closed) return;
    this.#emergencyOf = sessionId;
    if (this.#open) this.#open = { ...this.#open, limitFrom: this.clock.now(), interrupted: true };
  }

  closing(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  /** After every move. */
  look(floor: Floor, clock: FakeClock): void {
    this.#lookAtGrant(floor);
    this.#lookAtQueue(floor);
    lookAtTimers(floor, clock);
    this.#releasing = null;
  }

  /** A long time after the last move. */
  drained({ holder, queue, state }: Floor): void {
    if (queue.length > 0) throw new FloorViolation('no participant waits for ever', `${queue.length} still wait`);
    if (holder) throw new FloorViolation('every grant ends in release or revoke', state.general.name);
    if (this.#open) throw new FloorViolation('every grant ends in release or revoke', 'one is left open');
  }

  #grant(grant: FloorGrant): void {
    const at = this.clock.now();
    const { participantId, burstId } = grant;
    const waiting = this.#waiting.find((request) => request.participantId === participantId);
    const open = this.#open;
    if (open?.grant.burstId === burstId) return;
    if (open) throw new FloorViolation('never two talkers', `${burstId} while ${open.grant.burstId} runs`);
    if (this.#granted.has(burstId)) throw new FloorViolation('never two talkers', `${burstId} was granted twice`);
    const first = this.#inOrder()[0];
    if (waiting && first && first !== waiting) {
      throw new FloorViolation(
        'the queue is priority, then first come',
        `${participantId} before ${first.participantId}`,
      );
    }
    this.#granted.add(burstId);
    this.#leave(participantId);
    this.#open = { grant, at, began: false, revoked: false, aliveAt: at, limitFrom: at, interrupted: false };
  }

  #leave(participantId: string): void {
    this.#waiting = this.#waiting.filter((request) => request.participantId !== participantId);
  }

  #inOrder() {
    const rank = (request: Asked): number => rankOf(request, this.#emergencyOf);
    return [...this.#waiting].sort((one, other) => rank(other) - rank(one) || one.turn - other.turn);
  }

  #lookAtGrant({ holder }: Floor): void {
    const open = this.#open;
    if (open?.grant.burstId !== holder?.burstId) {
      throw new FloorViolation(
        'every grant ends in release or revoke',
        `${open?.grant.burstId} is not ${holder?.burstId}`,
      );
    }
    if (!open || !holder) return;
    const now = this.clock.now();
    const isLate =
      (holder.confirmed && holder.heardAt + HEARTBEAT_LIMIT_MS < now) ||
      (holder.confirmed && open.aliveAt + this.#longest.endOfMediaMs < now) ||
      (!holder.confirmed && open.at + 3 * this.#longest.grantedFromQueueMs < now) ||
      (holder.sessionId !== this.#emergencyOf &&
        open.limitFrom + this.#longest.talkLimitMs + this.#longest.graceMs < now);
    if (isLate) throw new FloorViolation('every grant ends in release or revoke', `${holder.burstId} has no end`);
  }

  #lookAtQueue({ queue, holder, state }: Floor): void {
    const ids = queue.map(({ participantId }) => participantId).join(' ');
    const waiting = this.#inOrder().map(({ participantId }) => participantId);
    const hasAll = waiting.length === queue.length && queue.every((request) => waiting.includes(request.participantId));
    if (!hasAll)
      throw new FloorViolation('no participant waits for ever', `queued ${ids}, waiting ${waiting.join(' ')}`);
    if (waiting.join(' ') !== ids) {
      throw new FloorViolation('the queue is priority, then first come', `${ids} and not ${waiting.join(' ')}`);
    }
    if (queue.length > 0 && !holder) throw new FloorViolation('no participant waits for ever', state.general.name);
    const emergency = queue.some(({ sessionId }) => sessionId === this.#emergencyOf);
    if (emergency && holder?.sessionId !== this.#emergencyOf) {
      throw new FloorViolation('an emergency is never refused for someone lower', 'it waits in the queue');
    }
  }
}

/** Those that must run in a state run, and no other does. */
function lookAtTimers(floor: Floor, clock: FakeClock): void {
  const { general } = floor.state;
  const running = new Set<string>(floor.timers);
  const fail = (what: string): never => {
    throw new FloorViolation('no timer outlives its state', `${what} in ${general.name}: ${[...running].join(' ')}`);
  };
  if (clock.running !== running.size) fail(`${clock.running} timers run`);
  const must: string[] = [];
  const may: string[] = [];
  if (general.name === 'G: Floor Idle' && general.emergencyOf !== null) must.push('T4');
  if (general.name === 'G: Floor Idle') may.push('T4');
  if (general.name === 'G: pending Floor Revoke') must.push('T1', 'heartbeat', 'T3');
  if (general.name === 'G: Floor Taken') {
    const { confirmed, participantId, emergency } = general.grant;
    must.push(...(confirmed ? ['T1', 'heartbeat'] : [`T20 ${participantId}`]), ...(emergency ? [] : ['T2']));
    if (!emergency) may.push('T2 warning');
  }
  for (const timer of must) if (!running.has(timer)) fail(`no ${timer}`);
  for (const timer of running) if (!must.includes(timer) && !may.includes(timer)) fail(`still ${timer}`);
}
