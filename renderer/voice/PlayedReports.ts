import type { RequestInput } from '@protocol';
import { soundBetween, type ReceivedSound } from '../media/receivedSound';

/** What is in the jitter buffer when a burst ends is played within this; the report must be there 200 ms after the end. */
const PLAY_OUT_MS = 120;
/** How often it is looked for the first sound of a burst. */
const LOOK_EVERY_MS = 20;

type Report = RequestInput<'voiceLog:reportPlayed'>;

export interface PlayedReportsDependencies {
  /** What has been received of a group so far; null while it is not joined. */
  received(groupId: string): Promise<ReceivedSound | null>;
  /** When the last sound of a group came out, on the server's clock; null before any. */
  soundAt(groupId: string): number | null;
  report(report: Report): void;
  /** Milliseconds on the server's clock. */
  now(): number;
}

interface Hearing {
  readonly burstId: string;
  readonly beganAt: number;
  /** Null while it is heard; why not, otherwise. */
  unheard: 'muted' | 'other-call' | null;
  /** The reading at which it began to be heard. */
  from: Promise<ReceivedSound | null> | null;
  readonly spans: Promise<ReceivedSound | null>[];
  firstSoundAt: number | null;
  looking: ReturnType<typeof setInterval> | null;
}

/**
 * Reports of each burst what this device has played of it: how much came out, how much was made up for lost packets,
 * when the first sound was heard; and where nothing was, whether that was by choice.
 */
export class PlayedReports {
  private readonly hearings = new Map<string, Hearing>();

  constructor(private readonly dependencies: PlayedReportsDependencies) {}

  /** A burst of somebody else has begun in a group that is joined, or was joined while it ran. */
  began(groupId: string, burstId: string, unheard: Hearing['unheard']): void {
    if (this.hearings.get(groupId)?.burstId === burstId) return;
    this.stopLooking(groupId);
    const hearing: Hearing = {
      burstId,
      beganAt: this.dependencies.now(),
      unheard: 'other-call',
      from: null,
      spans: [],
      firstSoundAt: null,
      looking: null,
    };
    this.hearings.set(groupId, hearing);
    this.change(groupId, unheard);
  }

  /** What runs in the group is heard from now on (null), or no longer. */
  change(groupId: string, unheard: Hearing['unheard']): void {
    const hearing = this.hearings.get(groupId);
    if (hearing === undefined || hearing.unheard === unheard) return;
    hearing.unheard = unheard;
    if (unheard === null) {
      hearing.from = this.dependencies.received(groupId);
      hearing.looking ??= setInterval(() => this.look(groupId, hearing), LOOK_EVERY_MS);
    } else {
      this.endSpan(groupId, hearing);
    }
  }

  /** Answers once the report has been given, which is a little after the end: what is buffered is still played. */
  async ended(groupId: string, burstId: string): Promise<void> {
    const hearing = this.hearings.get(groupId);
    if (hearing?.burstId !== burstId) return;
    this.hearings.delete(groupId);
    await new Promise((resolve) => setTimeout(resolve, PLAY_OUT_MS));
    this.look(groupId, hearing);
    this.endSpan(groupId, hearing);
    const spans = (await Promise.all(hearing.spans)).filter((span) => span !== null);
    const sum = (part: keyof ReceivedSound): number => spans.reduce((total, span) => total + span[part], 0);
    const playedMs = Math.round(sum('playedMs'));
    const wait = sum('emittedSamples') === 0 ? 0 : sum('waitedMs') / sum('emittedSamples');
    this.dependencies.report({
      burstId,
      playedMs,
      concealedMs: Math.round(sum('concealedMs')),
      bufferMs: Math.min(10_000, Math.round(wait)),
      firstSoundAt: hearing.firstSoundAt,
      late: false,
      unheard: playedMs > 0 ? null : hearing.unheard,
    });
  }

  /** The group is no longer joined: nothing can be said of it any more. */
  left(groupId: string): void {
    this.stopLooking(groupId);
    this.hearings.delete(groupId);
  }

  private look(groupId: string, hearing: Hearing): void {
    const at = this.dependencies.soundAt(groupId);
    if (hearing.firstSoundAt !== null || hearing.from === null || at === null || at < hearing.beganAt) return;
    hearing.firstSoundAt = Math.round(at);
    this.stop(hearing);
  }

  private endSpan(groupId: string, hearing: Hearing): void {
    this.stop(hearing);
    const { from } = hearing;
    if (from === null) return;
    hearing.from = null;
    hearing.spans.push(
      Promise.all([from, this.dependencies.received(groupId)]).then(([before, after]) =>
        // Before the first packet the browser has nothing to say of a track: what it says after counts from nothing.
        before === null || after === null ? after : soundBetween(before, after),
      ),
    );
  }

  private stopLooking(groupId: string): void {
    const hearing = this.hearings.get(groupId);
    if (hearing !== undefined) this.stop(hearing);
  }

  private stop(hearing: Hearing): void {
    if (hearing.looking !== null) clearInterval(hearing.looking);
    hearing.looking = null;
  }
}
