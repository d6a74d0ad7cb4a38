import { Unwrapper, type RtpPacket } from './rtpPacket';

/** How long a missing packet is waited for: about two rounds of a retransmission over a mobile network. */
const PATIENCE_MS = 200;
const LONGEST_QUEUE_PACKETS = 1_000;
/** A jump of the sequence number beyond this is a sender that started again, not loss. */
const RESTART_JUMP = 3_000;
/** So many late packets in a row, with none in time between them, are a sender that counts from further back. */
const RESTART_LATE_PACKETS = 60;

export interface OrderedPacket {
  readonly packet: RtpPacket;
  /** Packets that never came between the one before and this one. */
  readonly lostBefore: number;
}

/** Puts packets back into the order of their sequence numbers, and says which are lost once waiting is over. */
export class ReorderBuffer {
  private readonly held = new Map<number, RtpPacket>();
  private readonly sequence = new Unwrapper(0x1_0000);
  private expected: number | null = null;
  private lateInARow = 0;
  lostPackets = 0;

  constructor(private readonly deliver: (ordered: OrderedPacket) => void) {}

  push(packet: RtpPacket): void {
    const number = this.sequence.unwrap(packet.sequenceNumber);
    const isLate = this.expected !== null && number < this.expected;
    this.lateInARow = isLate ? this.lateInARow + 1 : 0;
    const jumped = this.expected !== null && Math.abs(number - this.expected) > RESTART_JUMP;
    if (jumped || this.lateInARow >= RESTART_LATE_PACKETS) {
      this.drain();
      this.lateInARow = 0;
      this.expected = number;
      this.emit(packet, 1);
      return;
    }
    if (isLate) return;
    if (this.expected === null || number === this.expected) {
      this.expected = number;
      this.emit(packet, 0);
      this.deliverConsecutive();
      return;
    }
    this.held.set(number, packet);
    if (this.held.size > LONGEST_QUEUE_PACKETS) this.skipToNext();
    this.expire(packet.arrivedAt);
  }

  /** Gives up on what has been missing for too long; called often, with our wall clock in milliseconds. */
  expire(now: number): void {
    while (this.held.size > 0) {
      const next = this.held.get(this.lowest());
      // A clock that was set back must not make it wait until the hour comes again.
      if (!next || Math.abs(now - next.arrivedAt) < PATIENCE_MS) return;
      this.skipToNext();
    }
  }

  /** Delivers everything that is still held, as at the end of a stream. */
  drain(): void {
    while (this.held.size > 0) this.skipToNext();
  }

  private lowest(): number {
    let lowest = Infinity;
    for (const number of this.held.keys()) if (number < lowest) lowest = number;
    return lowest;
  }

  private skipToNext(): void {
    const number = this.lowest();
    const packet = this.held.get(number);
    if (!packet) return;
    this.held.delete(number);
    const lost = this.expected === null ? 0 : number - this.expected;
    this.lostPackets += lost;
    this.expected = number;
    this.emit(packet, lost);
    this.deliverConsecutive();
  }

  private deliverConsecutive(): void {
    for (;;) {
      const next = this.expected === null ? undefined : this.held.get(this.expected);
      if (!next || this.expected === null) return;
      this.held.delete(this.expected);
      this.emit(next, 0);
    }
  }

  private emit(packet: RtpPacket, lostBefore: number): void {
    if (this.expected !== null) this.expected += 1;
    this.deliver({ packet, lostBefore });
  }
}
