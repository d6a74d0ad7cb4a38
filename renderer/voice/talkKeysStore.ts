import { z } from 'zod';
import { create } from 'zustand';

const KEPT_UNDER = 'zhiqin.talkKeys';

/** Keys beside the screen that talk; where a browser gives them to a page at all, it is by these names. */
export const talkKeys = ['AudioVolumeUp', 'AudioVolumeDown', 'MediaPlayPause', 'HeadsetHook'] as const;

const seenSchema = z.array(z.enum([...talkKeys, 'headset']));
export type SeenKey = z.infer<typeof seenSchema>[number];

interface TalkKeysState {
  /** Whether the system gives a headset's button to this page now; `waiting` for the person's first touch. */
  readonly headset: 'ready' | 'waiting' | 'unsupported';
  /** Those that have come on this device, remembered on it. */
  readonly seen: readonly SeenKey[];
}

export const useTalkKeys = create<TalkKeysState>(() => ({
  headset: 'mediaSession' in navigator ? 'waiting' : 'unsupported',
  seen: kept(),
}));

export function noteSeen(key: SeenKey): void {
  const { seen } = useTalkKeys.getState();
  if (seen.includes(key)) return;
  useTalkKeys.setState({ seen: [...seen, key] });
  localStorage.setItem(KEPT_UNDER, JSON.stringify([...seen, key]));
}

function kept(): readonly SeenKey[] {
  try {
    return seenSchema.parse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? '[]'));
  } catch {
    return [];
  }
}
