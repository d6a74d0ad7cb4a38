import {
  RequestError,
  type BurstEndReason,
  type DenyCause,
  type ErrorCode,
  type RequestInput,
  type RequestOutput,
} from '@protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';

type Grant = RequestOutput<'voice:requestFloor'>;

/** What Talk asks of the server, the microphone and the ear; handed in, so that a test can be all three. */
export interface TalkDependencies {
  requestFloor(input: RequestInput<'voice:requestFloor'>): Promise<Grant>;
  releaseFloor(input: RequestInput<'voice:releaseFloor'>): Promise<unknown>;
  setTalking(isTalking: boolean): void;
  /** Null where the microphone can be spoken into. */
  microphoneTrouble(): 'denied' | 'missing' | 'busy' | null;
  permitTone(): void;
  denyTone(): void;
}

export type Refusal =
  | { readonly why: 'another-has-it'; readonly speakerName: string | null }
  | { readonly why: Exclude<DenyCause, 'another-has-it'> }
  | { readonly why: 'microphone'; readonly trouble: 'denied' | 'missing' | 'busy' }
  | { readonly why: 'ended'; readonly reason: BurstEndReason }
  | { readonly why: 'error'; readonly code: ErrorCode };

export type TalkState =
  | { readonly phase: 'idle'; readonly refused: { readonly groupId: string; readonly refusal: Refusal } | null }
  | { readonly phase: 'asking'; readonly groupId: string }
  | { readonly phase: 'speaking'; readonly groupId: string; readonly burstId: string; readonly until: number | null };

/** Press, ask, speak, release: the floor as this desk holds it. One group at a time. */
export class Talk {
  readonly state: StoreApi<TalkState> = createStore<TalkState>(() => ({ phase: 'idle', refused: null }));
  private attempt = 0;

  constructor(private readonly deps: TalkDependencies) {}

  /** The button goes down. Answers when the server has; it is over where the button went up before. */
  async press(groupId: string): Promise<void> {
    if (this.state.getState().phase !== 'idle') return;
    const trouble = this.deps.microphoneTrouble();
    if (trouble !== null) {
      this.refuse(groupId, { why: 'microphone', trouble });
      return;
    }
    const attempt = (this.attempt += 1);
    this.set({ phase: 'asking', groupId });
    let answer: Grant;
    try {
      answer = await this.deps.requestFloor({ groupId });
    } catch (error) {
      if (attempt === this.attempt) {
        this.refuse(groupId, { why: 'error', code: error instanceof RequestError ? error.code : 'internal' });
      }
      return;
    }
    if (attempt !== this.attempt) {
      // The button went up before the answer came: what was granted is given back.
      if (answer.answer === 'granted') this.giveBack(groupId, answer.burstId);
      return;
    }
    if (answer.answer === 'queued') {
      this.refuse(groupId, { why: 'retry-later' });
      return;
    }
    if (answer.answer === 'denied') {
      this.refuse(
        groupId,
        answer.cause === 'another-has-it'
          ? { why: answer.cause, speakerName: answer.speakerName }
          : { why: answer.cause },
      );
      return;
    }
    this.deps.setTalking(true);
    this.deps.permitTone();
    this.set({ phase: 'speaking', groupId, burstId: answer.burstId, until: answer.until });
  }

  /** The button goes up. */
  release(): void {
    const state = this.state.getState();
    this.attempt += 1;
    if (state.phase === 'asking') this.set({ phase: 'idle', refused: null });
    if (state.phase !== 'speaking') return;
    this.deps.setTalking(false);
    this.set({ phase: 'idle', refused: null });
    this.giveBack(state.groupId, state.burstId);
  }

  /** The server has ended a burst; where it is this desk's, the microphone closes and it is said why. */
  burstEnded(burstId: string, reason: BurstEndReason): void {
    const state = this.state.getState();
    if (state.phase !== 'speaking' || state.burstId !== burstId) return;
    this.deps.setTalking(false);
    if (reason === 'released') this.set({ phase: 'idle', refused: null });
    else this.refuse(state.groupId, { why: 'ended', reason });
  }

  /** The line is gone, and the floor with it. */
  lineLost(): void {
    const state = this.state.getState();
    this.attempt += 1;
    if (state.phase === 'idle') return;
    this.deps.setTalking(false);
    this.refuse(state.groupId, { why: 'ended', reason: 'connection-lost' });
  }

  private refuse(groupId: string, refusal: Refusal): void {
    this.set({ phase: 'idle', refused: { groupId, refusal } });
    this.deps.denyTone();
  }

  private giveBack(groupId: string, burstId: string): void {
    // A floor that the server no longer knows needs no releasing.
    this.deps.releaseFloor({ groupId, burstId }).catch(() => undefined);
  }

  private set(state: TalkState): void {
    this.state.setState(state, true);
  }
}
