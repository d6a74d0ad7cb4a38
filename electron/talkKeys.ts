import { z } from 'zod';

/** Keys that a person may talk with while another program has the focus: none that is needed to write. */
export const talkKeys = ['F4', 'F6', 'F7', 'F8', 'F9', 'F10', 'F13', 'F14', 'F15', 'Scrolllock', 'Insert'] as const;
export type TalkKeyName = (typeof talkKeys)[number];

export const talkKeySchema = z.enum(talkKeys).nullable();

/**
 * `hold`: the key talks while it is down. `toggle`: this machine does not tell when a key comes up, so that one press
 * begins to talk and the next ends it, and the talk limit (T2) ends what was forgotten. `off`: no key, or none free.
 */
export interface TalkKeyState {
  readonly key: TalkKeyName | null;
  readonly mode: 'hold' | 'toggle' | 'off';
  readonly keys: readonly TalkKeyName[];
}

/** What the chosen key says. */
export type TalkKeyNews = 'down' | 'up' | 'toggle';
