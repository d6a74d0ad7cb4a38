import type { LoggedBurst, RequestInput } from '@protocol';
import type { Playing } from './Recorded';
import type { VoiceMessage } from './voiceStore';

/** A message whose sound was not there yet is tried again so often. */
const MOST_TRIES = 3;
/** Messages that are shown once they were played. */
const SHOWN_PLAYED = 20;

export interface VoiceMessagesDependencies {
  /** What this vehicle should have heard and did not, oldest first. Throws without a line. */
  missed(): Promise<readonly LoggedBurst[]>;
  /** Plays a burst's recording; answers when it has ended, or was stopped. Throws where it cannot be played. */
  play(burstId: string): Promise<Playing>;
  stop(): void;
  report(report: RequestInput<'voiceLog:reportPlayed'>): void;
  /** True while somebody is heard live, or this crew speaks or wants to: a message waits for that. */
  isLive(): boolean;
  /** Bursts that this device has played already, kept over a restart of the page. */
  readonly played: { has(burstId: string): boolean; add(burstId: string): void };
  show(messages: readonly VoiceMessage[]): void;
}

/**
 * The bursts that were said while this terminal was away, played one after the other once it is back: only while nobody
 * speaks, each to its end, and never twice. A live word stops a message, which is then played anew from its beginning.
 */
export class VoiceMessages {
  private messages: readonly VoiceMessage[] = [];
  private readonly tries = new Map<string, number>();
  private current: string | null = null;
  private closed = false;

  constructor(private readonly dependencies: VoiceMessagesDependencies) {}

  /** Looks for missed bursts; called after every (re)connect, and now and then. */
  async load(): Promise<void> {
    const { played } = this.dependencies;
    const bursts = await this.dependencies.missed();
    const known = new Set(this.messages.map(({ burst }) => burst.id));
    const fresh = bursts.filter(({ id, endedAt }) => endedAt !== null && !known.has(id) && !played.has(id));
    const again = (message: VoiceMessage): VoiceMessage =>
      message.phase === 'failed' && (this.tries.get(message.burst.id) ?? 0) < MOST_TRIES
        ? { ...message, phase: 'waiting' }
        : message;
    this.take(
      [...this.messages.map(again), ...fresh.map((burst) => ({ burst, phase: 'waiting' as const }))].sort(
        (one, other) => one.burst.startedAt - other.burst.startedAt,
      ),
    );
    this.liveChanged();
  }

  /** Said when somebody begins or ends to be heard live. */
  liveChanged(): void {
    if (this.closed) return;
    if (this.dependencies.isLive()) {
      if (this.current !== null) this.dependencies.stop();
      return;
    }
    const next = this.messages.find(({ phase }) => phase === 'waiting');
    if (this.current === null && next !== undefined) void this.playNext(next.burst);
  }

  close(): void {
    this.closed = true;
    this.dependencies.stop();
  }

  private async playNext({ id }: LoggedBurst): Promise<void> {
    this.current = id;
    this.mark(id, 'playing');
    try {
      const { isWhole, playedMs, firstSoundAt } = await this.dependencies.play(id);
      if (isWhole) {
        this.dependencies.played.add(id);
        this.dependencies.report({
          burstId: id,
          playedMs,
          concealedMs: 0,
          bufferMs: 0,
          firstSoundAt,
          late: true,
          unheard: null,
        });
      }
      this.mark(id, isWhole ? 'played' : 'waiting');
    } catch (error) {
      console.warn('a voice message could not be played', error);
      const isStopped = error instanceof DOMException && error.name === 'AbortError';
      if (!isStopped) this.tries.set(id, (this.tries.get(id) ?? 0) + 1);
      this.mark(id, isStopped ? 'waiting' : 'failed');
    }
    this.current = null;
    this.liveChanged();
  }

  private mark(burstId: string, phase: VoiceMessage['phase']): void {
    this.take(this.messages.map((message) => (message.burst.id === burstId ? { ...message, phase } : message)));
  }

  private take(messages: readonly VoiceMessage[]): void {
    const done = messages.filter(({ phase }) => phase === 'played').slice(0, -SHOWN_PLAYED);
    this.messages = messages.filter((message) => !done.includes(message));
    if (!this.closed) this.dependencies.show(this.messages);
  }
}
