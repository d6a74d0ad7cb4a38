import type { FeedEntry } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { on, onReady, request, serverNow } from '../wire/pageConnection';
import { KEPT_ENTRIES, newestEntries } from './newestEntries';

const LOADED_SPAN_MS = 12 * 60 * 60 * 1000;

/** Newest first. */
export const useFeed = create<{ readonly entries: readonly FeedEntry[] }>(() => ({ entries: [] }));

/** Keeps the store to what the server says. Called once by a page that shows the feed. */
export function followFeed(): void {
  onReady(() => {
    if (!holdsPermission('feed.view')) return;
    // A minute more than now: the first reading of the server's clock may still be on its way.
    const to = Math.round(serverNow()) + 60_000;
    request('feed:list', { from: to - LOADED_SPAN_MS, to, limit: KEPT_ENTRIES }).then(
      ({ entries }) => useFeed.setState((before) => ({ entries: newestEntries(before.entries, entries) })),
      (error: unknown) => console.error('the feed could not be loaded', error),
    );
  });
  on('feed:added', (entry) => useFeed.setState((before) => ({ entries: newestEntries(before.entries, [entry]) })));
}
