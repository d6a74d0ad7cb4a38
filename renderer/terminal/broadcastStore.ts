import { create, useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Broadcast, BroadcastState } from './Broadcast';

/** The broadcast of this duty; null off duty. */
export const useBroadcast = create<{ broadcast: Broadcast | null }>(() => ({ broadcast: null }));

const silent = createStore<BroadcastState>(() => ({ network: 'good', liveViews: [], soundLive: false }));

/** What goes out at this moment. */
export function useBroadcastState(): BroadcastState {
  const { broadcast } = useBroadcast();
  return useStore(broadcast?.state ?? silent);
}
