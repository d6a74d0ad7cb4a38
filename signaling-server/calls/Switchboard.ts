import { RequestError } from '@protocol';
import { advance, isIn, type PhoneLine, type PhoneStep } from './phoneLine';

/** How long a phone rings before nobody is taken to be there. */
export const RING_LIMIT_MS = 30_000;

export interface Ring {
  readonly callId: string;
  readonly caller: string;
  /** The vehicle that is rung; null for the centre. */
  readonly callee: string | null;
  /** Who can be reached: the vehicle where its terminal is connected, the desks in charge. */
  readonly reachable: readonly string[];
}

export interface SwitchboardDependencies {
  /** True for one who speaks into a talk group at this moment. */
  isSpeaking: (party: string) => boolean;
  /** Told of what a request did not do: nobody answered in time, a party was lost, the server stops. */
  onChanged: (line: PhoneLine) => void;
}

/**
 * Every phone call that rings or runs, by its rules: nobody is in two, the first who answers has it, and none rings
 * for ever. It knows nothing of sound, of the database or of who may.
 */
export class Switchboard {
  readonly #lines = new Map<string, { line: PhoneLine; timer: NodeJS.Timeout | null }>();

  constructor(private readonly dependencies: SwitchboardDependencies) {}

  /** The call that a party is in, if any. One who is only rung at a desk is in none. */
  lineOf(party: string): PhoneLine | null {
    return this.lines().find((line) => isIn(line, party)) ?? null;
  }

  lines(): readonly PhoneLine[] {
    return [...this.#lines.values()].map(({ line }) => line);
  }

  /**
   * Begins a call, or answers with one that is over already: `busy`, `not-reachable`. Refused with `conflict` where the
   * caller is in a call or speaks.
   */
  ring({ callId, caller, callee, reachable }: Ring): PhoneLine {
    this.#expectFree(caller);
    const over = { callId, caller, callee, ringing: [], state: 'ended' } as const;
    if (reachable.length === 0) return { ...over, endReason: 'not-reachable' };
    const ringing = reachable.filter((party) => this.lineOf(party) === null);
    const isBusy = ringing.length === 0 || (callee !== null && this.dependencies.isSpeaking(callee));
    if (isBusy) return { ...over, endReason: 'busy' };
    const line: PhoneLine = { callId, caller, callee, ringing, state: 'ringing', endReason: null };
    const timer = setTimeout(() => this.#happen(callId, { step: 'wait-over' }), RING_LIMIT_MS);
    timer.unref();
    this.#lines.set(callId, { line, timer });
    return line;
  }

  /**
   * Refused with `conflict` where another was first, it is over, or the one who answers is in a call or speaks;
   * `forbidden` for one who is not rung.
   */
  answer(callId: string, by: string): PhoneLine {
    const line = this.#expectRung(callId, by);
    if (line.callee !== by) this.#expectFree(by);
    else if (this.dependencies.isSpeaking(by)) throw new RequestError('conflict', 'give the floor back first');
    return this.#take(callId, { step: 'answer', by });
  }

  /** A desk refuses for itself: it rings on at the others. Refused as an answer would be. */
  refuse(callId: string, by: string): PhoneLine {
    this.#expectRung(callId, by);
    return this.#take(callId, { step: 'refuse', by });
  }

  /** Refused with `forbidden` for one who is not in it. */
  hangUp(callId: string, by: string): PhoneLine {
    const line = this.#expect(callId);
    if (!isIn(line, by)) throw new RequestError('forbidden', 'this is a call of others');
    return this.#take(callId, { step: 'hang-up', by });
  }

  /** A party's line or right is gone: what it was in ends, and it rings there no more. */
  lose(party: string, reason: 'connection-lost' | 'no-permission'): void {
    for (const callId of [...this.#lines.keys()]) this.#happen(callId, { step: 'lose', party, reason });
  }

  /** Ends one call because a party of it has lost what it needs; of no effect on one that is over. */
  drop(callId: string, party: string, reason: 'connection-lost' | 'no-permission'): void {
    this.#happen(callId, { step: 'lose', party, reason });
  }

  close(): void {
    for (const callId of [...this.#lines.keys()]) this.#happen(callId, { step: 'server-stops' });
  }

  #happen(callId: string, step: PhoneStep): void {
    const running = this.#lines.get(callId);
    const after = running ? advance(running.line, step) : null;
    if (!after) return;
    this.#keep(after);
    this.dependencies.onChanged(after);
  }

  #take(callId: string, step: PhoneStep): PhoneLine {
    const after = advance(this.#expect(callId), step);
    if (!after) throw new RequestError('conflict', 'this cannot happen to the call now');
    this.#keep(after);
    return after;
  }

  #keep(line: PhoneLine): void {
    const running = this.#lines.get(line.callId);
    if (!running) return;
    if (line.state !== 'ringing' && running.timer) clearTimeout(running.timer);
    if (line.state === 'ended') this.#lines.delete(line.callId);
    else this.#lines.set(line.callId, { line, timer: line.state === 'ringing' ? running.timer : null });
  }

  #expect(callId: string): PhoneLine {
    const running = this.#lines.get(callId);
    if (!running) throw new RequestError('conflict', 'the call is over');
    return running.line;
  }

  #expectRung(callId: string, by: string): PhoneLine {
    const line = this.#expect(callId);
    const isOfOthers = line.state === 'ringing' && line.callee !== null && line.callee !== by;
    if (isOfOthers) throw new RequestError('forbidden', 'this is a call of others');
    return line;
  }

  #expectFree(party: string): void {
    if (this.lineOf(party)) throw new RequestError('conflict', 'already in a call');
    if (this.dependencies.isSpeaking(party)) throw new RequestError('conflict', 'give the floor back first');
  }
}
