import { parseRtpPacket, Unwrapper } from '../recorder/rtpPacket';
import { oggOpus } from './oggOpus';

/** How far back one who joined late can listen. */
const KEPT_MS = 30_000;
/** 30 s at 96 kbit/s: more than speech needs, and a bound for whoever sends more than speech. */
const MOST_BYTES_A_GROUP = 360_000;
/** One to three bytes: Opus says that nothing is said (DTX). */
const SILENT_PAYLOAD_BYTES = 3;
const SWEEP_EVERY_MS = 10_000;

interface Kept {
  readonly at: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

interface Group {
  readonly packets: Kept[];
  readonly order: Unwrapper;
  bytes: number;
}

export interface RecentSoundDependencies {
  readonly groups: { onForwarded(listener: (groupId: string, packet: Buffer, at: number) => void): void };
  readonly clock: () => number;
}

/** What was said in each group in the last 30 s, in memory. */
export class RecentSound {
  readonly #groups = new Map<string, Group>();
  readonly #timer: NodeJS.Timeout;

  private constructor(private readonly clock: () => number) {
    this.#timer = setInterval(() => this.#sweep(), SWEEP_EVERY_MS);
    this.#timer.unref();
  }

  static create({ groups, clock }: RecentSoundDependencies): RecentSound {
    const recent = new RecentSound(clock);
    groups.onForwarded((groupId, packet) => recent.#keep(groupId, packet));
    return recent;
  }

  /** One Ogg Opus file without the pauses; null where nothing was said. */
  file(groupId: string): Buffer | null {
    const group = this.#groups.get(groupId);
    if (!group) return null;
    this.#forget(group);
    return group.packets.length === 0 ? null : oggOpus(group.packets.map(({ payload }) => payload));
  }

  close(): void {
    clearInterval(this.#timer);
    this.#groups.clear();
  }

  #keep(groupId: string, packet: Buffer): void {
    const parsed = parseRtpPacket(packet, this.clock());
    if (!parsed || parsed.payload.length <= SILENT_PAYLOAD_BYTES) return;
    const group = this.#groups.get(groupId) ?? { packets: [], order: new Unwrapper(0x1_0000), bytes: 0 };
    this.#groups.set(groupId, group);
    // A copy: a view would keep the buffer that it came in.
    const payload = Buffer.from(parsed.payload);
    const sequence = group.order.unwrap(parsed.sequenceNumber);
    const before = group.packets.findLastIndex((kept) => kept.sequence < sequence);
    group.packets.splice(before + 1, 0, { at: parsed.arrivedAt, sequence, payload });
    group.bytes += payload.length;
    this.#forget(group);
  }

  #forget(group: Group): void {
    const since = this.clock() - KEPT_MS;
    let gone = 0;
    for (const { at, payload } of group.packets) {
      if (at >= since && group.bytes <= MOST_BYTES_A_GROUP) break;
      group.bytes -= payload.length;
      gone += 1;
    }
    group.packets.splice(0, gone);
  }

  #sweep(): void {
    for (const [groupId, group] of this.#groups) {
      this.#forget(group);
      if (group.packets.length === 0) this.#groups.delete(groupId);
    }
  }
}
