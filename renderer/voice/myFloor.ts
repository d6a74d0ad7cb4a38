import type { BurstEndReason, DenyCause, ErrorCode } from '@protocol';

/** Why the floor was refused or taken back; `refusalText` says it in a sentence. */
export type Refusal =
  | { readonly why: 'another-has-it'; readonly speakerName: string | null }
  | { readonly why: Exclude<DenyCause, 'another-has-it'> }
  | { readonly why: 'microphone'; readonly trouble: 'denied' | 'missing' | 'busy' }
  | { readonly why: 'ended'; readonly reason: BurstEndReason }
  | { readonly why: 'error'; readonly code: ErrorCode };

/** Where this page stands with the floor of one group, as a screen shows it. All moments are on the server's clock. */
export type MyFloor =
  /** `refusal` is why the last press did not lead to speaking, or why speaking was ended; null where all was well. */
  | { readonly phase: 'none'; readonly refusal: Refusal | null }
  | { readonly phase: 'asking' }
  /** Waits for the floor: it comes at once while the button is pressed, and by `your-turn` where it was let go. */
  | { readonly phase: 'queued'; readonly position: number; readonly size: number; readonly isPressed: boolean }
  /** The floor has come from the queue and nobody presses: press until `confirmBy`, or it is given back. */
  | { readonly phase: 'your-turn'; readonly confirmBy: number | null }
  /** The microphone is open. `until` is null for one who is exempt from the limit. */
  | {
      readonly phase: 'speaking';
      readonly burstId: string;
      readonly until: number | null;
      readonly endsSoon: boolean;
    }
  /** The microphone is shut, and the server has not yet said that the floor is free. */
  | { readonly phase: 'ending' };

export const noFloor: MyFloor = { phase: 'none', refusal: null };
