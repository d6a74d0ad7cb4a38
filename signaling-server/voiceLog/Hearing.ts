import { RequestError, type BurstHearing, type BurstReceiver, type ParsedInput, type UnheardReason } from '@protocol';

/** Packets that went out to a receiver since his consumer was made, and those lost by his RTCP receiver reports. */
export interface Forwarded {
  readonly packets: number;
  readonly lost: number;
}

export interface HeardBurst {
  readonly burstId: string;
  readonly groupId: string;
  readonly speakerSessionId: string;
  readonly startedAt: number;
}

export type PlayedReport = Omit<ParsedInput<'voiceLog:reportPlayed'>, 'burstId'>;

/** A device's clock and its notion of a burst's edges may be off by so much without its report being impossible. */
const TOLERANCE_MS = 3_000;

interface Receiver {
  fact: BurstReceiver;
  online: boolean;
  excuse: 'muted' | 'other-call' | null;
  firstSoundAt: number | null;
  bufferMs: number | null;
}

/** Who was to hear one burst, and who did: what the server forwarded and what each device says it has played. */
export class Hearing {
  #receivers: Map<string, Receiver>;
  #revision: number;
  #endedAt: number | null = null;
  #settled = false;

  constructor(
    readonly burst: HeardBurst,
    expected: readonly (Pick<BurstReceiver, 'receiverId' | 'kind' | 'name'> & { online: boolean })[],
    revision: number,
  ) {
    this.#revision = revision;
    this.#receivers = new Map(
      expected.map(({ online, ...receiver }) => [
        receiver.receiverId,
        {
          fact: { ...receiver, forwarded: null, played: null, reason: null },
          ...{ online, excuse: null, firstSoundAt: null, bufferMs: null },
        },
      ]),
    );
  }

  /** One that ended long ago, as the database has it. */
  static restore(
    burst: HeardBurst & { endedAt: number | null },
    receivers: readonly BurstReceiver[],
    revision: number,
  ): Hearing {
    const hearing = new Hearing(burst, [], revision);
    hearing.#receivers = new Map(
      receivers.map((fact) => [
        fact.receiverId,
        { fact, online: fact.reason !== 'offline', excuse: null, firstSoundAt: null, bufferMs: null },
      ]),
    );
    hearing.#endedAt = burst.endedAt;
    hearing.#settled = true;
    return hearing;
  }

  get endedAt(): number | null {
    return this.#endedAt;
  }

  get receivers(): readonly BurstReceiver[] {
    return [...this.#receivers.values()].map(({ fact }) => fact);
  }

  get state(): BurstHearing {
    const { burstId, groupId, speakerSessionId } = this.burst;
    return { burstId, groupId, speakerSessionId, receivers: [...this.receivers], revision: this.#revision };
  }

  /** What each one on line said of its first sound, for KPI 2 and 3. */
  get sounds(): readonly { receiverId: string; firstSoundAt: number; bufferMs: number }[] {
    return [...this.#receivers.values()].flatMap(({ fact: { receiverId }, firstSoundAt, bufferMs }) =>
      firstSoundAt === null || bufferMs === null ? [] : [{ receiverId, firstSoundAt, bufferMs }],
    );
  }

  end(at: number): void {
    this.#endedAt ??= at;
  }

  /**
   * Takes one receiver's report. Throws `forbidden` where he is none of this burst's receivers, and `invalid-input` for
   * what cannot be: more sound than was spoken, or sound before the burst began or in the future.
   */
  report(receiverId: string, report: PlayedReport, at: number): void {
    const receiver = this.#receivers.get(receiverId);
    if (!receiver) throw new RequestError('forbidden', 'not a receiver of this burst');
    this.#refuseImpossible(report, at);
    const { playedMs, concealedMs, late, firstSoundAt, bufferMs, unheard } = report;
    if (!late) {
      receiver.firstSoundAt ??= firstSoundAt;
      receiver.bufferMs ??= firstSoundAt === null ? null : bufferMs;
      receiver.excuse = unheard;
    }
    const before = receiver.fact.played;
    // What was heard live stays on record when it is played again; more of the same is the better report.
    if (playedMs > 0 && (before === null || (!late && before.playedMs < playedMs))) {
      receiver.fact = { ...receiver.fact, played: { at, playedMs, concealedMs, late }, reason: null };
    } else if (receiver.fact.played === null && unheard !== null) {
      receiver.fact = { ...receiver.fact, reason: unheard };
    }
    this.#revise(at);
  }

  /** What the server sent this receiver of the burst. */
  forwarded(receiverId: string, forwarded: Forwarded, at: number): void {
    const receiver = this.#receivers.get(receiverId);
    if (!receiver) return;
    receiver.fact = { ...receiver.fact, forwarded };
    this.#revise(at);
  }

  /** Every receiver who has not said that he heard it is given the reason, as far as the server can tell. */
  settle(at: number): void {
    this.#settled = true;
    for (const receiver of this.#receivers.values()) {
      if (receiver.fact.played !== null) continue;
      receiver.fact = { ...receiver.fact, reason: reasonOf(receiver) };
    }
    this.#revise(at);
  }

  get settled(): boolean {
    return this.#settled;
  }

  #refuseImpossible({ playedMs, concealedMs, firstSoundAt }: PlayedReport, at: number): void {
    const { startedAt } = this.burst;
    const longestMs = (this.#endedAt ?? at) - startedAt + TOLERANCE_MS;
    if (playedMs > longestMs || concealedMs > longestMs) {
      throw new RequestError('invalid-input', 'more was played than was spoken');
    }
    if (firstSoundAt !== null && (firstSoundAt < startedAt - TOLERANCE_MS || firstSoundAt > at + TOLERANCE_MS)) {
      throw new RequestError('invalid-input', 'it cannot have sounded then');
    }
  }

  #revise(at: number): void {
    this.#revision = Math.max(this.#revision + 1, at);
  }
}

function reasonOf({ fact: { forwarded }, online, excuse }: Receiver): UnheardReason {
  if (excuse !== null) return excuse;
  if (forwarded !== null && forwarded.packets > 0) return 'not-reported';
  return online ? 'no-packets' : 'offline';
}
