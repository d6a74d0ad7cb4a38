import { RequestError, type BurstEndReason, type FloorMessage, type RequestInput, type RequestOutput } from '@protocol';
import {
  floorParticipant,
  noPermission,
  type Grant,
  type ParticipantEffect,
  type ParticipantEvent,
  type ParticipantState,
  type ParticipantTimer,
} from './floorParticipant';
import type { MyFloor, Refusal } from './myFloor';

/** T100 and T101 of TS 24.380 clause 11.2: after so long without an answer it is said again. */
const REPEAT_MS: Readonly<Record<'T100' | 'T101', number>> = { T100: 1_000, T101: 2_000 };
/** The server takes the floor back after four of these have not come. */
const HOLD_EVERY_MS = 1_000;
/** The server tells a grant that nobody takes by then as given back; T132 of the group where it says no moment. */
const TURN_MS = 2_000;
/** What is in the encoder and on its way when the button goes up still goes out before the floor is given back. */
const RELEASE_TAIL_MS = 80;

type Input<Name extends 'voice:requestFloor' | 'voice:releaseFloor' | 'voice:cancelRequest'> = RequestInput<Name>;

/** What the floor client asks of the server, the microphone and the ear; handed in, so that a test can be all three. */
export interface FloorClientDependencies {
  requestFloor(input: Input<'voice:requestFloor'>): Promise<RequestOutput<'voice:requestFloor'>>;
  takeFloor(input: Input<'voice:releaseFloor'>): Promise<unknown>;
  holdFloor(input: Input<'voice:releaseFloor'>): Promise<unknown>;
  releaseFloor(input: Input<'voice:releaseFloor'>): Promise<unknown>;
  cancelRequest(input: Input<'voice:cancelRequest'>): Promise<unknown>;
  /** Lets the sound of this page through, or not. */
  setTalking(isTalking: boolean): void;
  /** Settles once the server receives what this page says, or where it is known that it will not. */
  heard(): Promise<void>;
  /** Null where the microphone can be spoken into. */
  microphoneTrouble(): 'denied' | 'missing' | 'busy' | null;
  tone(tone: 'permit' | 'deny' | 'turn' | 'warning'): void;
  /** Milliseconds on the server's clock. */
  now(): number;
  /** Told of every change of where this page stands with a group's floor. */
  changed(groupId: string, floor: MyFloor): void;
  /** How long a press that was granted at once took; KPI 1. */
  granted(groupId: string, milliseconds: number): void;
}

/** How a press asks for the floor. */
export type FloorWish = Pick<RequestInput<'voice:requestFloor'>, 'priority' | 'preempt' | 'orderId'>;

interface Participant {
  state: ParticipantState;
  wish: FloorWish;
  pressedAt: number;
  readonly timers: Map<ParticipantTimer, ReturnType<typeof setTimeout>>;
  heartbeat: ReturnType<typeof setInterval> | null;
  /** The attempt that is asked for as soon as this page is heard; null where nothing waits for that. */
  waitingAttempt: number | null;
}

/**
 * Press, ask, wait, speak, release: the floors as this page's person holds them, one participant of TS 24.380 for each
 * group. He presses in one group at a time, and may meanwhile wait in the queues of others.
 */
export class FloorClient {
  private readonly participants = new Map<string, Participant>();
  private pressedIn: string | null = null;

  constructor(private readonly dependencies: FloorClientDependencies) {}

  /** The button goes down. A group that is spoken to otherwise is let go of first. */
  press(groupId: string, wish: FloorWish = {}): void {
    if (this.pressedIn === groupId) return;
    this.letGo();
    const trouble = this.dependencies.microphoneTrouble();
    if (trouble !== null) {
      this.refuse(groupId, { why: 'microphone', trouble });
      return;
    }
    this.pressedIn = groupId;
    const participant = this.of(groupId);
    participant.wish = wish;
    participant.pressedAt = this.dependencies.now();
    this.step(groupId, { name: 'Press' });
  }

  /** The button goes up. Who waits in the queue goes on waiting; see cancel(). */
  letGo(): void {
    const groupId = this.pressedIn;
    this.pressedIn = null;
    if (groupId !== null) this.step(groupId, { name: 'Let go' });
  }

  /** Leaves the queue, or gives back what was granted. */
  cancel(groupId: string): void {
    if (this.pressedIn === groupId) this.pressedIn = null;
    this.step(groupId, { name: 'Cancel' });
  }

  get isPressing(): boolean {
    return this.pressedIn !== null;
  }

  /** The group in which the microphone is open; null while it is shut. */
  get speakingIn(): string | null {
    for (const [groupId, { state }] of this.participants) if (state.name === 'U: has permission') return groupId;
    return null;
  }

  /** What the floor of a group says to this page. */
  take(groupId: string, message: FloorMessage): void {
    switch (message.message) {
      case 'granted':
        return this.step(groupId, { name: 'Granted from the queue', grant: message });
      case 'queue-position':
        return this.step(groupId, { name: 'Queue position', position: message.position, size: message.size });
      case 'deny':
        return this.step(groupId, { name: 'Denied in the queue', cause: message.cause });
      case 'ends-soon':
        return this.step(groupId, { name: 'Ends soon', burstId: message.burstId, until: message.until });
      case 'revoke':
        return this.step(groupId, { name: 'Floor Revoke', burstId: message.burstId, reason: message.reason });
    }
  }

  burstEnded(groupId: string, burstId: string, reason: BurstEndReason): void {
    if (this.participants.has(groupId)) this.step(groupId, { name: 'Burst ended', burstId, reason });
  }

  /** The line is gone, and every floor and place in a queue with it: a re-join is never a request. */
  lineLost(): void {
    this.pressedIn = null;
    for (const groupId of this.participants.keys()) this.step(groupId, { name: 'Line lost' });
  }

  callClosed(groupId: string): void {
    if (this.participants.has(groupId)) this.step(groupId, { name: 'Call closed' });
  }

  /** Says why pressing has led to nothing. */
  private refuse(groupId: string, refusal: Refusal): void {
    const participant = this.of(groupId);
    if (participant.state.name !== 'U: has no permission') return;
    participant.state = { ...participant.state, refusal };
    this.dependencies.tone('deny');
    this.dependencies.changed(groupId, shown(participant.state));
  }

  private of(groupId: string): Participant {
    const known = this.participants.get(groupId);
    if (known !== undefined) return known;
    const made: Participant = {
      ...{ state: noPermission, wish: {}, pressedAt: 0, timers: new Map(), heartbeat: null, waitingAttempt: null },
    };
    this.participants.set(groupId, made);
    return made;
  }

  private step(groupId: string, event: ParticipantEvent): void {
    const participant = this.of(groupId);
    const before = participant.state;
    const { state, effects } = floorParticipant(before, event);
    participant.state = state;
    for (const effect of effects) this.carryOut(groupId, participant, effect);
    if (state === before) return;
    if (before.name === 'U: pending request' && event.name === 'Floor Granted' && state.name === 'U: has permission') {
      this.dependencies.granted(groupId, this.dependencies.now() - participant.pressedAt);
    }
    // A press that was refused or cut is over: the button must come up before it asks again.
    if (state.name === 'U: has no permission' && this.pressedIn === groupId) this.pressedIn = null;
    // Let go before it could be asked for: there is nothing to wait for.
    if (state.name === 'U: pending release' && state.burstId === null && participant.waitingAttempt !== null) {
      this.step(groupId, { name: 'Request failed', attempt: state.attempt, code: 'timeout' });
      return;
    }
    this.dependencies.changed(groupId, shown(state));
  }

  private carryOut(groupId: string, participant: Participant, effect: ParticipantEffect): void {
    switch (effect.name) {
      case 'Floor Request':
        return void this.requestOnceHeard(groupId, participant, effect.attempt);
      case 'Take floor':
        this.dependencies
          .takeFloor({ groupId, burstId: effect.burstId })
          .catch((error: unknown) => this.unlessUnheard(error, groupId, effect.burstId));
        return;
      case 'Floor Release':
        return void this.release(groupId, effect.burstId);
      case 'Cancel request':
        // A queue that does not know this page any more needs no cancelling.
        this.dependencies.cancelRequest({ groupId }).catch(() => undefined);
        return;
      case 'Open gate':
        this.dependencies.setTalking(true);
        participant.heartbeat = setInterval(() => this.hold(groupId, effect.burstId), HOLD_EVERY_MS);
        return;
      case 'Shut gate':
        this.dependencies.setTalking(false);
        if (participant.heartbeat !== null) clearInterval(participant.heartbeat);
        participant.heartbeat = null;
        return;
      case 'Tone':
        return this.dependencies.tone(effect.tone);
      case 'Start timer':
        return this.start(groupId, participant, effect.timer);
      case 'Stop timers':
        for (const timer of participant.timers.values()) clearTimeout(timer);
        participant.timers.clear();
    }
  }

  private start(groupId: string, { state, timers }: Participant, timer: ParticipantTimer): void {
    clearTimeout(timers.get(timer));
    const confirmBy = state.name === 'U: queued' ? (state.turn?.confirmBy ?? null) : null;
    const turnMs = confirmBy === null ? TURN_MS : Math.max(0, confirmBy - this.dependencies.now());
    const fire = (): void => this.step(groupId, { name: 'Timer expired', timer });
    timers.set(timer, setTimeout(fire, timer === 'T132' ? turnMs : REPEAT_MS[timer]));
  }

  /** A microphone that opens at this moment is no reason to be refused: the first press of a shift counts, too. */
  private async requestOnceHeard(groupId: string, participant: Participant, attempt: number): Promise<void> {
    const isWaiting = participant.waitingAttempt !== null;
    participant.waitingAttempt = attempt;
    if (isWaiting) return;
    await this.dependencies.heard();
    const wanted = participant.waitingAttempt;
    participant.waitingAttempt = null;
    const { state } = participant;
    if (state.name === 'U: pending request' && state.attempt === wanted) {
      await this.request(groupId, participant.wish, wanted);
    }
  }

  private async request(groupId: string, wish: FloorWish, attempt: number): Promise<void> {
    let event: ParticipantEvent;
    try {
      const answer = await this.dependencies.requestFloor({ groupId, ...wish, attempt });
      if (answer.answer === 'granted') {
        const grant: Grant = { burstId: answer.burstId, until: answer.until, confirmBy: null };
        event = { name: 'Floor Granted', attempt, grant };
      } else if (answer.answer === 'queued') {
        event = { name: 'Floor Queued', attempt, position: answer.position, size: answer.size };
      } else {
        event = { name: 'Floor Deny', attempt, cause: answer.cause, speakerName: answer.speakerName };
      }
    } catch (error) {
      event = { name: 'Request failed', attempt, code: error instanceof RequestError ? error.code : 'internal' };
    }
    this.step(groupId, event);
  }

  private hold(groupId: string, burstId: string): void {
    this.dependencies
      .holdFloor({ groupId, burstId })
      .catch((error: unknown) => this.unlessUnheard(error, groupId, burstId));
  }

  /** A request that did not arrive says nothing about the floor; one that was refused says that it is not ours. */
  private unlessUnheard(error: unknown, groupId: string, burstId: string): void {
    const isRefused = error instanceof RequestError && (error.code === 'conflict' || error.code === 'not-found');
    if (isRefused) this.step(groupId, { name: 'Not ours', burstId });
  }

  private async release(groupId: string, burstId: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, RELEASE_TAIL_MS));
    try {
      await this.dependencies.releaseFloor({ groupId, burstId });
      this.step(groupId, { name: 'Released', burstId });
    } catch (error) {
      this.unlessUnheard(error, groupId, burstId);
    }
  }
}

/** What a screen shows of a participant's state. */
function shown(state: ParticipantState): MyFloor {
  switch (state.name) {
    case 'U: has no permission':
      return { phase: 'none', refusal: state.refusal };
    case 'U: pending request':
      return { phase: 'asking' };
    case 'U: queued':
      return state.turn === null
        ? { phase: 'queued', position: state.position, size: state.size, isPressed: state.isPressed }
        : { phase: 'your-turn', confirmBy: state.turn.confirmBy };
    case 'U: has permission':
      return {
        phase: 'speaking',
        burstId: state.grant.burstId,
        until: state.grant.until,
        endsSoon: state.endsSoon,
      };
    case 'U: pending release':
      return { phase: 'ending' };
  }
}
