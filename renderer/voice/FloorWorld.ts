import {
  floorParticipant,
  noPermission,
  type Grant,
  type ParticipantEffect,
  type ParticipantEvent,
  type ParticipantState,
  type ParticipantTimer,
} from './floorParticipant';

/** A person, a participant, a line that delays and loses, and a server with one other talker, all by one seed; for tests. */
export class FloorWorld {
  state: ParticipantState = noPermission;
  /** How often each event met each state. */
  readonly taken = new Map<string, number>();
  private isPressed = false;
  private isGateOpen = false;
  private readonly timers = new Set<ParticipantTimer>();
  private toServer: ParticipantEffect[] = [];
  private toClient: ParticipantEvent[] = [];
  /** Who has the floor: the other talker, or this participant, who may still have to take it. */
  private holder: 'other' | { readonly burstId: string; isTaken: boolean } | null = null;
  private isQueued = false;
  private bursts = 0;

  constructor(
    private random: number,
    private readonly machine = floorParticipant,
  ) {}

  /** One random thing happens. Throws where a property does not hold. */
  step(): void {
    const roll = this.roll(100);
    if (roll < 12) this.press();
    else if (roll < 24) this.letGo();
    else if (roll < 27) this.cancel();
    else if (roll < 53) this.serve();
    else if (roll < 79) this.deliver();
    else if (roll < 84) this.fire();
    else if (roll < 91) this.otherTalker();
    else if (roll < 93) this.revoke();
    else if (roll < 94) this.bounce();
    else if (roll < 98) this.take(this.forged());
    else this.lose(roll < 99 ? 'Line lost' : 'Call closed');
  }

  /** Everything on its way arrives, nobody presses any more, and the timers run out. */
  settle(): void {
    this.letGo();
    this.cancel();
    for (let round = 0; round < 40; round += 1) {
      while (this.toServer.length > 0) this.serve();
      while (this.toClient.length > 0) this.deliver();
      if (round % 4 === 3) this.fire();
      // A queue that moves tells each who stands in it.
      if (this.isQueued) this.toClient.push({ name: 'Queue position', position: 1, size: 1 });
    }
    if (this.state.name !== 'U: has no permission') throw new Error(`it stays in ${this.state.name}`);
    if (this.holder !== null && this.holder !== 'other') throw new Error('the floor is held by nobody who speaks');
    if (this.isQueued) throw new Error('it stands in the queue for ever');
  }

  private press(): void {
    if (this.isPressed) return;
    this.isPressed = true;
    this.take({ name: 'Press' });
  }

  private letGo(): void {
    if (!this.isPressed) return;
    this.isPressed = false;
    this.take({ name: 'Let go' });
  }

  /** A button says again what it has said already. */
  private bounce(): void {
    this.take({ name: this.isPressed ? 'Press' : 'Let go' });
  }

  private cancel(): void {
    this.isPressed = false;
    this.take({ name: 'Cancel' });
  }

  private take(event: ParticipantEvent): void {
    const pair = `${this.state.name} x ${event.name}`;
    this.taken.set(pair, (this.taken.get(pair) ?? 0) + 1);
    const wasPressed = this.isPressed;
    const { state, effects } = this.machine(this.state, event);
    this.state = state;
    if (state.name === 'U: has no permission' && event.name !== 'Press') this.isPressed = false;
    for (const effect of effects) this.carryOut(effect, wasPressed);
    this.check();
  }

  private carryOut(effect: ParticipantEffect, wasPressed: boolean): void {
    if (effect.name === 'Stop timers') this.timers.clear();
    else if (effect.name === 'Start timer') this.timers.add(effect.timer);
    else if (effect.name === 'Open gate') {
      if (this.isGateOpen) throw new Error('the gate is opened twice');
      if (!wasPressed) throw new Error('the gate is opened though nobody presses');
      this.isGateOpen = true;
    } else if (effect.name === 'Shut gate') {
      if (!this.isGateOpen) throw new Error('the gate is shut twice');
      this.isGateOpen = false;
    } else if (effect.name === 'Tone') {
      if (effect.tone === 'permit' && !this.isGateOpen)
        throw new Error('the permit tone begins before the gate is open');
    } else {
      this.toServer.push(effect);
    }
  }

  private check(): void {
    const { state } = this;
    if (this.isGateOpen !== (state.name === 'U: has permission')) throw new Error(`the gate is wrong in ${state.name}`);
    const allowed: Record<ParticipantTimer, boolean> = {
      T101: state.name === 'U: pending request',
      T132: state.name === 'U: queued' && state.turn !== null,
      T100: state.name === 'U: pending release' && state.burstId !== null,
    };
    for (const timer of this.timers) if (!allowed[timer]) throw new Error(`${timer} runs on in ${state.name}`);
    for (const timer of ['T100', 'T132'] as const) {
      if (allowed[timer] && !this.timers.has(timer)) throw new Error(`nothing ends ${state.name} without an answer`);
    }
  }

  /** The server takes the oldest thing that was sent to it. */
  private serve(): void {
    const effect = this.toServer.shift();
    if (effect === undefined) return;
    const { holder } = this;
    const held = holder === null || holder === 'other' ? null : holder;
    if (effect.name === 'Floor Request') this.answer(effect.attempt);
    else if (effect.name === 'Cancel request') this.isQueued = false;
    else if (effect.name === 'Take floor' && held?.burstId === effect.burstId) held.isTaken = true;
    else if (effect.name === 'Floor Release' && held?.burstId === effect.burstId) {
      this.holder = null;
      this.toClient.push({ name: 'Released', burstId: effect.burstId });
      this.toClient.push({ name: 'Burst ended', burstId: effect.burstId, reason: 'released' });
    } else if (effect.name === 'Take floor' || effect.name === 'Floor Release') {
      this.toClient.push({ name: 'Not ours', burstId: effect.burstId });
    }
  }

  private answer(attempt: number): void {
    if (this.roll(12) === 0) this.toClient.push({ name: 'Request failed', attempt, code: 'rate-limited' });
    else if (this.holder === 'other' && this.roll(4) === 0) {
      this.toClient.push({ name: 'Floor Deny', attempt, cause: 'another-has-it', speakerName: null });
    } else if (this.holder === 'other') {
      this.isQueued = true;
      this.toClient.push({ name: 'Floor Queued', attempt, position: 1, size: 1 });
    } else {
      this.holder ??= { burstId: this.newBurst(), isTaken: true };
      this.toClient.push({ name: 'Floor Granted', attempt, grant: grantOf(this.holder.burstId) });
    }
  }

  /** Answers wait for what they must write down, so that what was sent later may come first. */
  private deliver(): void {
    const [event] = this.toClient.splice(this.roll(Math.min(3, this.toClient.length)), 1);
    if (event !== undefined) this.take(event);
  }

  private fire(): void {
    const [timer] = this.timers;
    if (timer === undefined) return;
    this.timers.delete(timer);
    this.take({ name: 'Timer expired', timer });
  }

  private otherTalker(): void {
    if (this.holder === null && !this.isQueued) this.holder = 'other';
    else if (this.holder === 'other') {
      this.holder = this.isQueued ? { burstId: this.newBurst(), isTaken: false } : null;
      this.isQueued = false;
      if (this.holder !== null) {
        this.toClient.push({ name: 'Granted from the queue', grant: grantOf(this.holder.burstId) });
      }
    } else if (this.holder?.isTaken === false) {
      // T20: told once more.
      this.toClient.push({ name: 'Granted from the queue', grant: grantOf(this.holder.burstId) });
    } else if (this.isQueued) this.toClient.push({ name: 'Queue position', position: 1, size: 2 });
  }

  private revoke(): void {
    const { holder } = this;
    if (holder === null || holder === 'other') return;
    const { burstId } = holder;
    const reason = holder.isTaken ? 'too-long' : 'not-taken';
    this.holder = null;
    this.toClient.push({ name: 'Floor Revoke', burstId, reason }, { name: 'Burst ended', burstId, reason });
  }

  private lose(what: 'Line lost' | 'Call closed'): void {
    this.toServer = [];
    this.toClient = [];
    this.isQueued = false;
    if (this.holder !== 'other') this.holder = null;
    this.isPressed = false;
    this.take({ name: what });
  }

  /** What a server that is wrong, or an older one, might say. */
  private forged(): ParticipantEvent {
    // Of any burst but the newest: that one may run, and who forges its end has the server's own word.
    const burstId = `burst-${this.roll(this.bursts)}`;
    const attempt = this.roll(4);
    const events: readonly ParticipantEvent[] = [
      { name: 'Ends soon', burstId: this.ownBurst() ?? burstId, until: 9 },
      { name: 'Denied in the queue', cause: 'queue-full' },
      { name: 'Burst ended', burstId, reason: 'connection-lost' },
      { name: 'Not ours', burstId },
      { name: 'Released', burstId },
      { name: 'Floor Queued', attempt, position: 2, size: 3 },
      { name: 'Floor Deny', attempt, cause: 'receive-only', speakerName: null },
      { name: 'Request failed', attempt, code: 'timeout' },
      { name: 'Queue position', position: 3, size: 4 },
      { name: 'Timer expired', timer: 'T132' },
      { name: 'Floor Revoke', burstId, reason: 'pre-empted' },
    ];
    return events[this.roll(events.length)] ?? { name: 'Timer expired', timer: 'T132' };
  }

  private ownBurst(): string | null {
    return this.state.name === 'U: has permission' ? this.state.grant.burstId : null;
  }

  private newBurst(): string {
    this.bursts += 1;
    return `burst-${this.bursts}`;
  }

  /** 0 to `sides` - 1, by the seed (mulberry32). */
  private roll(sides: number): number {
    this.random = (this.random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.random ^ (this.random >>> 15), 1 | this.random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  }
}

const grantOf = (burstId: string): Grant => ({ burstId, until: 1, confirmBy: null });
