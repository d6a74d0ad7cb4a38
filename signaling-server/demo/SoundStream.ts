import type { Paced } from './Pacer';
import type { RtpSender } from './RtpSender';

const PACKET_MS = 20;
const LATE_LIMIT_MS = 200;

/** Opus packets of 20 ms into an RTP stream: round and round, or once when it is told to. */
export class SoundStream implements Paced {
  #packets: readonly Buffer[] = [];
  #next = 0;
  #dueAt = 0;
  #begins = true;
  #repeat = false;

  constructor(private readonly sender: RtpSender) {}

  /** Starts at `from`, a moment of performance.now(); what was playing ends. */
  play(packets: readonly Buffer[], from: number, repeat: boolean): void {
    this.#packets = packets;
    this.#next = 0;
    this.#dueAt = from;
    this.#begins = true;
    this.#repeat = repeat;
  }

  stop(): void {
    this.#packets = [];
  }

  tick(now: number): void {
    if (this.#packets.length === 0) return;
    this.sender.report(now);
    if (now - this.#dueAt > LATE_LIMIT_MS) this.#dueAt = now;
    while (now >= this.#dueAt) {
      const packet = this.#packets[this.#next];
      if (packet === undefined) return;
      // The marker says that a talk spurt begins (RFC 3551 clause 4.1).
      this.sender.send(packet, this.sender.timestampAt(this.#dueAt), this.#begins);
      this.#begins = false;
      this.#next += 1;
      if (this.#next === this.#packets.length && this.#repeat) this.#next = 0;
      this.#dueAt += PACKET_MS;
    }
  }
}
