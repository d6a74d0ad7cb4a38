import type { Socket as UdpSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import type { FloorTerminal } from './FloorTerminal';

/** How long each one speaks: short enough that most requests meet an idle floor. */
const BURST_MS = 120;
const PACKET_MS = 20;

/** What was seen, over all groups. */
export interface FloorTally {
  readonly kpi1: number[];
  readonly queueWaits: number[];
  readonly lags: number[];
  readonly faults: string[];
  grants: number;
  packetsSent: number;
}

/** The terminals of one talk group, asked in turn to speak; it watches that nobody is granted what another holds. */
export class FloorGroup {
  #holder: FloorTerminal | null = null;
  readonly #waiting = new Map<FloorTerminal, number>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly groupId: string,
    private readonly terminals: readonly FloorTerminal[],
    private readonly tally: FloorTally,
    /** Where speech is sent from; null in a group without sound. */
    private readonly sound: UdpSocket | null,
  ) {
    for (const terminal of terminals) {
      terminal.onFloor(({ groupId: told, floor }) => {
        if (told !== groupId) return;
        if (floor.message === 'granted' && this.#waiting.has(terminal)) this.#run(this.#take(terminal, floor.burstId));
        if (floor.message === 'revoke') tally.faults.push(`revoked: ${floor.reason}`);
      });
    }
  }

  /** Asks at a moment of performance.now(), whatever became of the requests before: an open loop. */
  askAt(dueAt: number): void {
    setTimeout(
      () => {
        this.tally.lags.push(performance.now() - dueAt);
        const terminal = this.terminals.find(({ busy }) => !busy);
        if (!terminal) return void this.tally.faults.push('nobody of the group is free to ask');
        this.#run(this.#ask(terminal));
      },
      Math.max(0, dueAt - performance.now()),
    );
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0 || this.#waiting.size > 0) await delay(20);
  }

  #run(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => void this.tally.faults.push(error instanceof Error ? error.message : String(error)))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #ask(terminal: FloorTerminal): Promise<void> {
    terminal.busy = true;
    const askedAt = performance.now();
    // A grant from the queue may overtake the answer that one is queued.
    this.#waiting.set(terminal, askedAt);
    const answer = await terminal.ask('voice:requestFloor', { groupId: this.groupId });
    if (answer.answer === 'granted') {
      this.#waiting.delete(terminal);
      this.tally.kpi1.push(performance.now() - askedAt);
      await this.#speak(terminal, answer.burstId);
    } else if (answer.answer === 'denied') {
      this.#waiting.delete(terminal);
      terminal.busy = false;
      this.tally.faults.push(`denied: ${answer.cause}`);
    }
  }

  async #take(terminal: FloorTerminal, burstId: string): Promise<void> {
    this.tally.queueWaits.push(performance.now() - (this.#waiting.get(terminal) ?? 0));
    this.#waiting.delete(terminal);
    await terminal.ask('voice:takeFloor', { groupId: this.groupId, burstId });
    await this.#speak(terminal, burstId);
  }

  async #speak(terminal: FloorTerminal, burstId: string): Promise<void> {
    // He has not let go yet, so that the server cannot have known of it.
    if (this.#holder) this.tally.faults.push(`two talkers in ${this.groupId}`);
    this.#holder = terminal;
    this.tally.grants += 1;
    const until = performance.now() + BURST_MS;
    for (; performance.now() < until; await delay(this.sound ? PACKET_MS : BURST_MS)) {
      if (!this.sound) continue;
      terminal.sendPacket(this.sound);
      this.tally.packetsSent += 1;
    }
    this.#holder = null;
    await terminal.ask('voice:releaseFloor', { groupId: this.groupId, burstId });
    terminal.busy = false;
  }
}
